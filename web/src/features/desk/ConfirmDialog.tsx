import { useMutation } from '@apollo/client/react';
import { IconInfoCircle } from '@tabler/icons-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmPatientDocument, type DeskPatientFragment } from '../../gql/graphql';
import { serverNow } from '../../shared/clock';
import { formatTime, fullName, isoDate, maskPhone, upperFirst, zoneWords } from '../../shared/format';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';
import { instantIn } from './floor';
import { birthday } from './PatientFacts';

type Paper = 'PASSPORT' | 'TRAVEL' | 'OTHER';
type Seen = 'NOW' | 'EARLIER';
type Fault = 'other' | 'number' | 'seenMissing' | 'seenFuture';
type Answer = { at: 'asking' } | { at: 'busy' } | { at: 'already' } | { at: 'refused' } | { at: 'failed' };

type Props = { patient: DeskPatientFragment; timeZone: string; open: boolean; onClose: () => void };

/** The registrar has seen a paper: which one and when. Who it was, the server knows. */
export function ConfirmDialog({ patient, timeZone, open, onClose }: Props) {
  const { t } = useTranslation('desk');
  return (
    <Sheet open={open} onClose={onClose} title={t('confirm.title')}>
      <ConfirmForm patient={patient} timeZone={timeZone} onDone={onClose} />
    </Sheet>
  );
}

function ConfirmForm({ patient, timeZone, onDone }: { patient: DeskPatientFragment; timeZone: string; onDone: () => void }) {
  const { t } = useTranslation('desk');
  const [confirm] = useMutation(ConfirmPatientDocument);
  const [paper, setPaper] = useState<Paper>('PASSPORT');
  const [other, setOther] = useState('');
  const [number, setNumber] = useState('');
  const [seen, setSeen] = useState<Seen>('NOW');
  const now = `${isoDate(serverNow(), timeZone)}T${formatTime(serverNow(), timeZone).padStart(5, '0')}`;
  const [seenAt, setSeenAt] = useState(now);
  const [fault, setFault] = useState<Fault>();
  const [answer, setAnswer] = useState<Answer>({ at: 'asking' });
  const form = useRef<HTMLFormElement>(null);

  const missing = (): Fault | undefined => {
    if (paper === 'OTHER' && other.trim().length < 3) return 'other';
    if (!/^[\p{L}\d]{4}$/u.test(number)) return 'number';
    if (seen === 'NOW') return undefined;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(seenAt)) return 'seenMissing';
    return instantIn(seenAt, timeZone) > serverNow() ? 'seenFuture' : undefined;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (answer.at === 'busy') return;
    const found = missing();
    setFault(found);
    if (found) {
      form.current?.querySelector<HTMLElement>(`[name="${fieldOf[found]}"]`)?.focus();
      return;
    }
    setAnswer({ at: 'busy' });
    const name = paper === 'OTHER' ? upperFirst(other.trim()) : t(`confirm.${paper}`);
    const instant = seen === 'NOW' ? serverNow() : instantIn(seenAt, timeZone);
    const input = { patientId: patient.id, paper: t('confirm.paperText', { paper: name, number }), seenAt: new Date(instant).toISOString() };
    const result = await confirm({ variables: { input } }).catch(() => undefined);
    const said = result?.data?.confirmPatient;
    switch (said?.__typename) {
      case 'ConfirmPatientSuccess':
        announce(t('confirm.done', { name: fullName(said.patient) }));
        onDone();
        break;
      case 'Conflict':
        setAnswer({ at: 'already' });
        break;
      case 'InvalidInput':
        setAnswer({ at: 'refused' });
        break;
      case undefined:
        setAnswer({ at: 'failed' });
    }
  };

  return (
    <form ref={form} className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <div className="line">
        <Avatar person={patient} />
        <div>
          <b>{fullName(patient)}</b>
          <div className="cap m num">{[birthday(patient.birthDate), patient.phone && maskPhone(patient.phone)].filter(Boolean).join(' · ')}</div>
        </div>
      </div>
      <Segmented<Paper>
        label={t('confirm.paper')}
        name="paper"
        value={paper}
        options={(['PASSPORT', 'TRAVEL', 'OTHER'] as const).map((value) => ({ value, label: t(`confirm.${value}`) }))}
        onChange={setPaper}
      />
      {paper === 'OTHER' && (
        <TextField label={t('confirm.other')} name="other" hint={t('confirm.otherHint')} error={fault === 'other' && t('confirm.otherMissing')} value={other} maxLength={120} onChange={(event) => setOther(event.target.value)} />
      )}
      <TextField
        label={t('confirm.number')}
        name="number"
        hint={t('confirm.numberHint')}
        error={fault === 'number' && t('confirm.numberMissing')}
        value={number}
        maxLength={4}
        autoComplete="off"
        onChange={(event) => setNumber(event.target.value.trim())}
      />
      <Segmented<Seen>
        label={t('confirm.seen')}
        name="seen"
        value={seen}
        options={(['NOW', 'EARLIER'] as const).map((value) => ({ value, label: t(`confirm.${value}`) }))}
        onChange={setSeen}
      />
      {seen === 'EARLIER' && (
        <TextField
          type="datetime-local"
          name="seenAt"
          label={t('confirm.seenAt', { zone: zoneWords(timeZone) })}
          error={fault === 'seenMissing' ? t('confirm.seenMissing') : fault === 'seenFuture' && t('confirm.seenFuture')}
          value={seenAt}
          max={now}
          onChange={(event) => setSeenAt(event.target.value)}
        />
      )}
      <div className="note">
        <Icon of={IconInfoCircle} />
        <p>{t('confirm.note')}</p>
      </div>
      {(answer.at === 'already' || answer.at === 'refused' || answer.at === 'failed') && <ErrorText>{t(`confirm.${answer.at}`)}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Button variant="plain" onClick={onDone}>{t('confirm.cancel')}</Button>
        <Button type="submit" busy={answer.at === 'busy'}>{answer.at === 'busy' ? t('confirm.busy') : t('confirm.submit')}</Button>
      </div>
    </form>
  );
}

const fieldOf: Record<Fault, string> = { other: 'other', number: 'number', seenMissing: 'seenAt', seenFuture: 'seenAt' };
