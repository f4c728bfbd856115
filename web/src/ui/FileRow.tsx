import { IconDownload, IconFileText, IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentRowFragment } from '../gql/graphql';
import { Icon } from './Icon';

/** A paper with what is known of it, and a way to get it. */
export function FileRow({ document, detail }: { document: DocumentRowFragment; detail: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className="file" style={{ minHeight: 64 }}>
      <span className="ic"><Icon of={document.contentType.startsWith('image/') ? IconPhoto : IconFileText} /></span>
      <div className="grow">
        <b>{document.name}</b>
        <div className="cap f">{detail}</div>
      </div>
      <a className="icon-btn" href={document.url} download={document.name} aria-label={t('download', { name: document.name })}><Icon of={IconDownload} /></a>
    </li>
  );
}
