import { IconDownload, IconFileText, IconPaperclip, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentRowFragment } from '../../gql/graphql';
import { ButtonAnchor } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';
import { Empty } from '../../ui/States';
import { fileFacts, isPicture } from './Files';

/** The papers of the visit. A picture opens over the page, another file in a tab: the call goes on. */
export function DocumentsPane({ documents, timeZone }: { documents: readonly DocumentRowFragment[]; timeZone: string }) {
  const { t } = useTranslation('doctor');
  const [opened, setOpened] = useState<DocumentRowFragment>();
  if (documents.length === 0) {
    return <div className="pane-body"><Empty icon={IconPaperclip} title={t('documents.empty')}>{t('documents.emptyText')}</Empty></div>;
  }
  return (
    <div className="pane-body">
      <ul className="stack" style={{ gap: 8 }}>
        {documents.map((document) => (
          <li key={document.id}><Paper document={document} timeZone={timeZone} onOpen={setOpened} /></li>
        ))}
      </ul>
      <Sheet open={opened !== undefined} onClose={() => setOpened(undefined)} title={opened?.name ?? ''}>
        {opened && (
          <>
            <img className="picture" src={opened.url} alt={opened.name} />
            <ButtonAnchor href={opened.url} target="_blank" rel="noopener" variant="soft">
              <Icon of={IconDownload} size={20} />
              {t('documents.download')}
            </ButtonAnchor>
          </>
        )}
      </Sheet>
    </div>
  );
}

type PaperProps = { document: DocumentRowFragment; timeZone: string; onOpen: (document: DocumentRowFragment) => void };

function Paper({ document, timeZone, onOpen }: PaperProps) {
  const { t } = useTranslation('doctor');
  const facts = [t(`documents.kind.${document.kind}`), document.fromPatient ? t('documents.fromPatient') : t('documents.fromDoctor'), fileFacts(document, timeZone, true)].join(' · ');
  const inside = (
    <>
      <span className="ic"><Icon of={isPicture(document) ? IconPhoto : IconFileText} /></span>
      <span>
        <b>{document.name}</b>
        <span className="cap m">{facts}</span>
      </span>
    </>
  );
  if (!isPicture(document)) return <a className="file" href={document.url} target="_blank" rel="noopener">{inside}</a>;
  return (
    <button type="button" className="file" aria-haspopup="dialog" aria-label={t('documents.open', { name: document.name })} onClick={() => onOpen(document)}>
      {inside}
    </button>
  );
}
