import type { AttributeValue, SpanAttributes } from './otlpSpan.js';

function isListOf(values: readonly unknown[], type: 'string' | 'number' | 'boolean'): boolean {
  return values.every((value) => typeof value === type);
}

/** A value as an attribute may be: texts, numbers, flags and lists of one of these; all else as JSON. */
export function attributeValue(value: unknown): AttributeValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const isPlainList =
    Array.isArray(value) && (isListOf(value, 'string') || isListOf(value, 'number') || isListOf(value, 'boolean'));
  return isPlainList ? (value as AttributeValue) : JSON.stringify(value);
}

/** Attributes of a span as they gather; what is not there is not written. */
export class AttributeBag {
  readonly attributes: SpanAttributes = {};

  set(name: string, value: unknown): void {
    const given = attributeValue(value);
    if (given !== undefined) this.attributes[name] = given;
  }

  /** As JSON, also where it is a text. */
  setJson(name: string, value: unknown): void {
    if (value !== undefined && value !== null) this.attributes[name] = JSON.stringify(value);
  }
}
