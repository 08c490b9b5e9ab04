import type { AttributeValue, SpanAttributes } from './otlpSpan.js';

const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

/** Numbers that OTLP has: OpenTelemetry writes whole ones as integers of 64 bits, however large they are. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value));
}

/**
 * A value as an attribute may be: texts, numbers, flags and lists of one of these; all else as JSON. A text has no half of a
 * character in it: servers that read strictly refuse the whole request for one.
 */
export function attributeValue(value: unknown): AttributeValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (isText(value)) return value.toWellFormed();
  if (isFlag(value) || isNumber(value)) return value;
  if (Array.isArray(value)) {
    if (value.every(isText)) return value.map((text) => text.toWellFormed());
    if (value.every(isFlag) || value.every(isNumber)) return value;
  }
  return JSON.stringify(value).toWellFormed();
}

/** Attributes of a span as they gather; what is not there is not written. */
export class AttributeBag {
  readonly attributes: SpanAttributes = {};

  /** An attribute has a name: what is there under an empty one is left out. */
  set(name: string, value: unknown): void {
    const given = attributeValue(value);
    if (given !== undefined && name !== '') this.attributes[name.toWellFormed()] = given;
  }

  /** As JSON, also where it is a text. */
  setJson(name: string, value: unknown): void {
    if (value !== undefined && value !== null) this.set(name, JSON.stringify(value));
  }
}
