import { IconFileText, IconPhoto } from '@tabler/icons-react';
import type { DocumentRowFragment } from '../../gql/graphql';
import { formatBytes, formatTime, relativeDay, formatDate } from '../../shared/format';
import { Icon } from '../../ui/Icon';

export const isPicture = (document: DocumentRowFragment) => /^image\/(jpeg|png|webp|gif)$/.test(document.contentType);

/** When it came and how large it is: «сегодня, 0,4 МБ». */
export function fileFacts(document: DocumentRowFragment, timeZone: string, withTime = false): string {
  const day = relativeDay(document.createdAt, timeZone) ?? formatDate(document.createdAt, timeZone);
  return [day + (withTime ? ` ${formatTime(document.createdAt, timeZone)}` : ''), formatBytes(document.size)].join(', ');
}

/** A paper as a link of its own: it opens beside the page, the call goes on. */
export function FileLink({ document, timeZone }: { document: DocumentRowFragment; timeZone: string }) {
  return (
    <a className="file" href={document.url} target="_blank" rel="noopener">
      <span className="ic"><Icon of={isPicture(document) ? IconPhoto : IconFileText} /></span>
      <span>
        <b>{document.name}</b>
        <span className="cap f">{fileFacts(document, timeZone)}</span>
      </span>
    </a>
  );
}
