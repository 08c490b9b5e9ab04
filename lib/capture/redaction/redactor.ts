import { reportOnce } from '../../diagnostics/diagnostic.js';
import { asOwnWork } from '../ownWork.js';
import { isPlainObject } from '../plainObject.js';
import { snapshot } from '../snapshot.js';
import { AnonymizerRules } from './anonymizerRules.js';
import { redactValue } from './redactValue.js';
import type { Hide, RedactedField, RedactionOptions } from './redactionOptions.js';
import { scrubOptionNames, SecretScrubber } from './secretScrubber.js';
import type { TextRedactor } from './textRedactor.js';
import { withoutMessage, WrongResultError } from './withoutMessage.js';

type Bag = Record<string, unknown>;
type Anonymize = (values: Bag, field: RedactedField) => Bag;

/** A part of a run that one of the user's functions failed on. */
export class WithheldError extends Error {
  override readonly name: string = 'WithheldError';
  /** The option that failed. */
  readonly option: string;

  constructor(option: string, cause: unknown) {
    super(`${option} failed`, { cause });
    this.option = option;
  }
}

function requireHide(owner: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean' || typeof value === 'function') return;
  throw new TypeError(`${owner}: ${name} is true, false, or a function that gives what is shown instead.`);
}

function scrubberOf(owner: string, options: unknown): TextRedactor[] {
  if (options === undefined || options === false) return [];
  const given = options === true ? {} : options;
  const isRight =
    isPlainObject(given) &&
    Object.entries(given).every(
      ([name, value]) =>
        (scrubOptionNames as readonly string[]).includes(name) && ['boolean', 'undefined'].includes(typeof value),
    );
  if (isRight) return [new SecretScrubber(given)];
  throw new TypeError(`${owner}: scrubSecrets is true, false, or an object of ${scrubOptionNames.join(', ')}.`);
}

function rulesOf(owner: string, anonymizer: unknown): TextRedactor[] {
  if (anonymizer === undefined || typeof anonymizer === 'function') return [];
  if (Array.isArray(anonymizer)) return [new AnonymizerRules(owner, anonymizer as readonly unknown[])];
  throw new TypeError(`${owner}: anonymizer is a list of rules, or a function.`);
}

/** What a function of the user's gave, as plain JSON: neither a promise nor anything else that is no object. */
function requireBag(result: unknown): Bag {
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new WrongResultError('it gave a promise, and runs do not wait');
  }
  if (!isPlainObject(result)) throw new WrongResultError('it gave no plain object');
  return snapshot(result) as Bag;
}

/** Applies {@link RedactionOptions} to parts of runs. */
export class Redactor {
  readonly #owner: string;
  readonly #hides: Readonly<Partial<Record<RedactedField, Hide | undefined>>>;
  readonly #anonymize: Anonymize | undefined;
  readonly #texts: readonly TextRedactor[];
  readonly hidesAttachments: boolean;

  /** @throws TypeError on options that mean nothing; `owner` is who it speaks of. */
  constructor(owner: string, options: RedactionOptions) {
    const { hideInputs, hideOutputs, hideMetadata, hideAttachments, anonymizer, scrubSecrets } = options;
    for (const [name, value] of Object.entries({ hideInputs, hideOutputs, hideMetadata }))
      requireHide(owner, name, value);
    if (hideAttachments !== undefined && typeof hideAttachments !== 'boolean') {
      throw new TypeError(`${owner}: hideAttachments is true or false.`);
    }
    this.#owner = owner;
    this.#hides = { inputs: hideInputs, outputs: hideOutputs, metadata: hideMetadata };
    this.hidesAttachments = hideAttachments ?? (hideInputs === true || hideOutputs === true);
    this.#anonymize = typeof anonymizer === 'function' ? anonymizer : undefined;
    this.#texts = [...rulesOf(owner, anonymizer), ...scrubberOf(owner, scrubSecrets)];
  }

  /** Whether there is nothing to do. */
  get isIdle(): boolean {
    const hides = Object.values(this.#hides).some((hide) => hide !== undefined && hide !== false);
    return !hides && !this.hidesAttachments && this.#anonymize === undefined && this.#texts.length === 0;
  }

  /** A text that is no part of a run, such as a diagnostic. */
  text(text: string): string {
    return this.#texts.reduce((rest, redactor) => redactor.text(rest, []), text);
  }

  /**
   * A part of a run as it may be shown. What a function gave has to pass `isRight`; where one fails, that is reported once,
   * and `withheld` makes what stands in its place.
   */
  part<Value>(
    field: RedactedField,
    value: Value,
    isRight: (value: unknown) => boolean,
    withheld: (mark: string) => Value,
  ): Value {
    try {
      // A function of the user's that is traced itself would be shown redacted, for ever.
      return asOwnWork(() => this.#redacted(field, value, isRight)) as Value;
    } catch (error) {
      const failure = error instanceof WithheldError ? error : new WithheldError('anonymizer', error);
      this.#tell(field, failure);
      return withheld(`[Withheld: ${failure.option} failed]`);
    }
  }

  #redacted(field: RedactedField, value: unknown, isRight: (value: unknown) => boolean): unknown {
    const shown = this.#anonymized(field, this.#hidden(field, value), isRight);
    const redacted = this.#texts.reduce((rest, redactor) => redactValue(rest, redactor, [field]), shown);
    if (!isRight(redacted)) throw new WithheldError('anonymizer', new WrongResultError('it replaced more than texts'));
    return redacted;
  }

  #hidden(field: RedactedField, value: unknown): unknown {
    const hide = this.#hides[field];
    if (hide === undefined || hide === false) return value;
    if (hide === true) return {};
    try {
      return requireBag(hide(snapshot(value) as Bag));
    } catch (error) {
      throw new WithheldError(`hide${field.charAt(0).toUpperCase()}${field.slice(1)}`, error);
    }
  }

  #anonymized(field: RedactedField, value: unknown, isRight: (value: unknown) => boolean): unknown {
    const anonymize = this.#anonymize;
    if (anonymize === undefined) return value;
    const isBag = field === 'inputs' || field === 'outputs' || field === 'metadata';
    const result = requireBag(anonymize(snapshot(isBag ? value : { [field]: value }) as Bag, field));
    const own = isBag ? result : result[field];
    if (!isRight(own)) throw new WrongResultError(`it gave no ${field} as they have to be`);
    return own;
  }

  /** Without the error's message, which may tell what was to be hidden. */
  #tell(field: RedactedField, { option, cause }: WithheldError): void {
    reportOnce(this, {
      code: `redaction-failed-${field}`,
      message: `${this.#owner}: ${option} failed on the ${field} of a run, which are withheld: ${withoutMessage(cause)}. A function for redaction has to give a plain object at once, and may not throw.`,
    });
  }
}
