const fallback = 'default';
let name = fallback;

/** The project of traces that nobody named one for. */
export function defaultProjectName(): string {
  return name;
}

export function setDefaultProjectName(next: string | undefined): void {
  name = next ?? fallback;
}
