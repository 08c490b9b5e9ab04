import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface SectionProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A part of the panel that closes. Not `<details>`: buttons stand beside the title, and a `<summary>` that holds buttons is one
 * button within another for who listens.
 */
export function Section({ title, aside, isOpen = true, children }: SectionProps) {
  const [chosen, setChosen] = useState<boolean>();
  const isShown = chosen ?? isOpen;
  return (
    <section class="section" aria-label={title}>
      <header class="section-head">
        <h3>
          <button class="section-title" type="button" aria-expanded={isShown} onClick={() => setChosen(!isShown)}>
            {title}
          </button>
        </h3>
        {aside !== undefined && <span class="section-aside">{aside}</span>}
      </header>
      {isShown && <div class="section-body">{children}</div>}
    </section>
  );
}
