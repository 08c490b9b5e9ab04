import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}

/** A part of the panel that closes. */
export function Section({ title, aside, isOpen = true, children }: SectionProps) {
  return (
    <details class="section" open={isOpen}>
      <summary>
        <h3>{title}</h3>
        {aside !== undefined && (
          // A press on what stands beside the title is not one on the title.
          <span class="section-aside" onClick={(event) => event.preventDefault()}>
            {aside}
          </span>
        )}
      </summary>
      <div class="section-body">{children}</div>
    </details>
  );
}
