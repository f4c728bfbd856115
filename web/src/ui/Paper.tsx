import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';

type Props = { document: { title: string; version: number; text: string } };

/** A text to consent to: exact and whole; the beginning shows, the rest is one press away. */
export function Paper({ document }: Props) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const paragraphs = document.text.split(/\n\s*\n/);
  return (
    <>
      <section className={whole ? 'card flat' : 'card flat paper-cut'}>
        <h2 className="h3">{document.title}</h2>
        <p className="cap f" style={{ margin: '4px 0 10px' }}>{t('paper.version', { version: document.version })}</p>
        <div className="small stack" style={{ gap: 10 }}>
          {paragraphs.map((paragraph, i) => <p key={i}>{paragraph}</p>)}
        </div>
      </section>
      <Button variant="plain" onClick={() => setWhole(!whole)} aria-expanded={whole} style={{ margin: '-10px 0 -8px' }}>
        {whole ? t('paper.less') : t('paper.whole')}
      </Button>
    </>
  );
}
