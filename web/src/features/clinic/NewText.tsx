import { useMutation } from '@apollo/client/react';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PublishConsentDocumentDocument, type ConsentKind } from '../../gql/graphql';
import { useCreate } from '../../shared/useCreate';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';
import { asInput, noWords, TwoLanguages } from './TwoLanguages';

/** A new version of a text that people consent to. */
export function NewText({ kind, onClose, onDone }: { kind: ConsentKind; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const [publish, { loading }] = useMutation(PublishConsentDocumentDocument);
  const [title, setTitle] = useState(noWords);
  const [text, setText] = useState(noWords);
  const { key, fault, refuse, isWrong } = useCreate();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { kind, title: asInput(title), text: asInput(text), idempotencyKey: key.current };
    const answer = (await publish({ variables: { input } }).catch(() => undefined))?.data?.publishConsentDocument;
    if (answer?.__typename !== 'PublishConsentDocumentSuccess') return refuse(answer);
    announce(t('published'));
    onDone();
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t(`kind.${kind}`)}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <Note tone="info" icon={IconInfoCircle} title={t('forGood')}>{t('forGoodText')}</Note>
        <TwoLanguages label={t('textTitle')} value={title} onChange={setTitle} error={isWrong('title') ? t('badName') : undefined} />
        <TwoLanguages long label={t('text')} hint={t('textHint')} value={text} onChange={setText} error={isWrong('text') ? t('badText') : undefined} />
        {fault && fault.fields.length === 0 && <ErrorText>{fault.text}</ErrorText>}
        <Button type="submit" block busy={loading}>{t('publish')}</Button>
      </form>
    </Sheet>
  );
}
