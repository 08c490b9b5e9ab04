import { apiUrl } from '../api/place.js';
import type { AttachmentLink } from '../../wire/runDetail.js';
import { formatBytes } from '../model/format.js';
import { Icon } from '../parts/Icon.js';
import { Picture } from './Picture.js';
import { Section } from './Section.js';

/** What a browser draws without running anything. */
const drawn = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

export function Attachments({ attachments }: { attachments: readonly AttachmentLink[] }) {
  const shown = attachments.map((one) => ({ ...one, url: apiUrl(one.url) }));
  return (
    <Section title="Attachments">
      <ul class="attachments">
        {shown.map(({ name, mimeType, size, url }) => (
          <li key={name}>
            {drawn.test(mimeType) && <Picture source={url} name={name} />}
            <a href={url} download={name}>
              <Icon name="download" />
              <span>{name}</span>
            </a>
            <span class="faint">
              {mimeType}, {formatBytes(size)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
