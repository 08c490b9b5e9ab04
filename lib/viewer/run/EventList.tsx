import { useState } from 'preact/hooks';
import type { Json, Part } from '../../wire/runDetail.js';
import { formatCount, formatDuration } from '../model/format.js';
import { JsonTree } from './JsonTree.js';
import { Section } from './Section.js';

const firstEvents = 20;

/** What happened inside a run, by the time since its start. */
export function EventList({ events, startTime }: { events: Part; startTime: number }) {
  const [shown, setShown] = useState(firstEvents);
  const list = events.value as readonly Json[];
  return (
    <Section title="Events" aside={<span class="section-size">{formatCount(list.length)}</span>} isOpen={false}>
      <ol class="events">
        {list.slice(0, shown).map((event, index) => (
          <Event key={index} event={event} startTime={startTime} />
        ))}
      </ol>
      {list.length > shown && (
        <button class="link-button" type="button" onClick={() => setShown(shown * 5)}>
          Show more ({formatCount(list.length - shown)} left)
        </button>
      )}
    </Section>
  );
}

function Event({ event, startTime }: { event: Json; startTime: number }) {
  const { name, time, ...rest } = (typeof event === 'object' && event !== null ? event : { name: event }) as {
    readonly [key: string]: Json;
  };
  const told = typeof time === 'number' ? time : Date.parse(String(time));
  return (
    <li class="event">
      <span class="number muted">{Number.isNaN(told) ? '–' : `+${formatDuration(Math.max(0, told - startTime))}`}</span>
      <strong>{typeof name === 'string' ? name : 'event'}</strong>
      {Object.keys(rest).length > 0 && <JsonTree value={rest} />}
    </li>
  );
}
