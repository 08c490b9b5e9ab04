import type { Feedback } from '../../wire/runDetail.js';
import { formatTime } from '../model/format.js';
import { JsonTree } from './JsonTree.js';
import { Section } from './Section.js';

/** What was said about a run. */
export function FeedbackList({ feedback }: { feedback: readonly Feedback[] }) {
  return (
    <Section title="Feedback" aside={<span class="section-size">{feedback.length}</span>}>
      <ul class="feedback">
        {feedback.map((one) => (
          <Judgement key={one.id} feedback={one} />
        ))}
      </ul>
    </Section>
  );
}

function Judgement({ feedback }: { feedback: Feedback }) {
  const { key, score, value, comment, correction, createdAt, source } = feedback;
  const { type } = Object(source) as { type?: unknown };
  return (
    <li>
      <p>
        <strong>{key}</strong>
        {score !== null && <span class="number">{String(score)}</span>}
        {value !== null && typeof value !== 'object' && <span>{String(value)}</span>}
        <span class="faint" title={formatTime(createdAt)}>
          {typeof type === 'string' ? `by ${type}` : ''}
        </span>
      </p>
      {comment !== null && comment !== '' && <p class="plain-text">{comment}</p>}
      {typeof value === 'object' && value !== null && <JsonTree value={value} />}
      {correction !== null && <JsonTree value={{ correction }} />}
    </li>
  );
}
