import { useMutation } from '@apollo/client/react';
import { IconCopy, IconKey } from '@tabler/icons-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateApiClientDocument, RevokeApiClientDocument, RotateApiClientKeyDocument, type ApiScope, type ProgramFragment } from '../../gql/graphql';
import { serverNow } from '../../shared/clock';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField, Tick } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';

const choices = ['PATIENTS', 'APPOINTMENTS_READ', 'APPOINTMENTS_WRITE'] as const satisfies readonly ApiScope[];

/** Lets a program in, and shows its key. */
export function LetIn({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('programs');
  const [create, { loading }] = useMutation(CreateApiClientDocument);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<ApiScope>>(new Set(['PATIENTS', 'APPOINTMENTS_WRITE']));
  const [fault, setFault] = useState<{ at: 'name' | 'form'; text: string }>();
  const [key, setKey] = useState<string>();
  const attempt = useRef(uuid());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { name, scopes: ['AVAILABILITY' as const, ...scopes], idempotencyKey: attempt.current };
    const answer = (await create({ variables: { input } }).catch(() => undefined))?.data?.createApiClient;
    switch (answer?.__typename) {
      case 'CreateApiClientSuccess':
        onDone();
        return answer.key ? setKey(answer.key) : setFault({ at: 'form', text: t('lostKey') });
      case 'InvalidInput':
        attempt.current = uuid();
        return setFault({ at: 'name', text: t('badName') });
      case 'Conflict':
        attempt.current = uuid();
        return setFault({ at: 'form', text: problemText(answer) });
      case undefined: // a lost answer is asked for again by the same key
        return setFault({ at: 'form', text: lostText() });
    }
  };
  return (
    <Sheet open onClose={onClose} title={key ? t('keyOf', { name }) : t('letIn')}>
      {key ? <Key value={key} onClose={onClose} /> : (
        <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
          <TextField label={t('name')} hint={t('nameHint')} maxLength={40} value={name} error={fault?.at === 'name' ? fault.text : undefined} onChange={(event) => {
            setName(event.target.value);
            setFault(undefined);
          }} />
          <fieldset className="stack" style={{ gap: 8, border: 0, padding: 0 }}>
            <legend className="label">{t('may')}</legend>
            <p className="small m">{t('always')}</p>
            {choices.map((scope) => (
              <Tick key={scope} checked={scopes.has(scope)} onChange={(on) => setScopes(on ? new Set([...scopes, scope]) : new Set([...scopes].filter((one) => one !== scope)))}>
                {t(`scopes.${scope}`)}
              </Tick>
            ))}
          </fieldset>
          {fault?.at === 'form' && <ErrorText>{fault.text}</ErrorText>}
          <Button type="submit" block busy={loading}>{t('make')}</Button>
        </form>
      )}
    </Sheet>
  );
}

/** Makes another key; the old one ends now, or in a day. */
export function NewKey({ program, onClose }: { program: ProgramFragment; onClose: () => void }) {
  const { t } = useTranslation('programs');
  const [rotate, { loading }] = useMutation(RotateApiClientKeyDocument);
  const [when, setWhen] = useState<'NOW' | 'LATER'>('LATER');
  const [fault, setFault] = useState<string>();
  const [key, setKey] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const previousWorksUntil = when === 'LATER' ? new Date(serverNow() + 24 * 3_600_000).toISOString() : null;
    const answer = (await rotate({ variables: { input: { apiClientId: program.id, previousWorksUntil } } }).catch(() => undefined))?.data?.rotateApiClientKey;
    if (answer?.__typename === 'RotateApiClientKeySuccess') return setKey(answer.key);
    setFault(answer ? problemText(answer) : lostText());
  };
  return (
    <Sheet open onClose={onClose} title={t('keyOf', { name: program.name })}>
      {key ? <Key value={key} onClose={onClose} /> : (
        <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
          <Segmented<'NOW' | 'LATER'> label={t('old')} name="old" value={when} onChange={setWhen} options={[{ value: 'LATER', label: t('oldLater') }, { value: 'NOW', label: t('oldNow') }]} />
          <p className="small m">{t('oldText')}</p>
          {fault && <ErrorText>{fault}</ErrorText>}
          <Button type="submit" block busy={loading}>{t('make')}</Button>
        </form>
      )}
    </Sheet>
  );
}

/** Ends a program's access for good. */
export function ShutOut({ program, onClose }: { program: ProgramFragment; onClose: () => void }) {
  const { t } = useTranslation('programs');
  const [revoke, { loading }] = useMutation(RevokeApiClientDocument);
  const [fault, setFault] = useState<string>();
  const submit = async () => {
    const answer = (await revoke({ variables: { input: { apiClientId: program.id } } }).catch(() => undefined))?.data?.revokeApiClient;
    if (answer?.__typename !== 'RevokeApiClientSuccess') return setFault(answer ? problemText(answer) : lostText());
    announce(t('isOut', { name: program.name }));
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t('shutOutOf', { name: program.name })}>
      <p>{t('shutOutText')}</p>
      {fault && <ErrorText>{fault}</ErrorText>}
      <Button variant="danger" block busy={loading} onClick={() => void submit()}>{t('shutOut')}</Button>
      <Button variant="plain" block onClick={onClose}>{t('keep')}</Button>
    </Sheet>
  );
}

/** A key, shown this once. */
function Key({ value, onClose }: { value: string; onClose: () => void }) {
  const { t } = useTranslation('programs');
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(value).then(() => {
    setCopied(true);
    announce(t('copied'));
  });
  return (
    <div className="stack">
      <Note tone="act" icon={IconKey} title={t('once')}>{t('onceText')}</Note>
      <TextField label={t('keyLabel')} readOnly value={value} onFocus={(event) => event.target.select()} autoComplete="off" />
      <Button variant="soft" block onClick={copy}><Icon of={IconCopy} size={22} />{copied ? t('copied') : t('copy')}</Button>
      <Button block onClick={onClose}>{t('kept')}</Button>
    </div>
  );
}
