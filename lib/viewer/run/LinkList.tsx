import type { RunLink } from '../../wire/runDetail.js';
import { Section } from './Section.js';

/** Runs that this one has to do with and is not below: ways to go there. */
export function LinkList({ links, traceId }: { links: readonly RunLink[]; traceId: string }) {
  return (
    <Section title="Links" aside={<span class="section-size">{links.length}</span>}>
      <ul class="links">
        {links.map((link, index) => (
          <li key={index}>
            <a href={`/traces/${link.traceId}?run=${link.runId}`}>run …{link.runId.slice(-8)}</a>
            <span class="faint">
              {link.traceId === traceId ? 'in this trace' : `in trace …${link.traceId.slice(-8)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
