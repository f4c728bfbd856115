import { useMutation, useQuery } from '@apollo/client/react';
import { IconUserOff } from '@tabler/icons-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  FinishWithdrawalDocument, PersonalDataConsentDocument, RecordWithdrawalDocument, RestoreConsentDocument, type DeskPatientFragment,
} from '../../gql/graphql';
import { serverNow } from '../../shared/clock';
import { formatDate, formatTime, isoDate, zoneWords } from '../../shared/format';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { Paper } from '../../ui/Paper';
import { Sheet } from '../../ui/Sheet';
import { instantIn } from './floor';

type Props = { patient: DeskPatientFragment; timeZone: string; onDone: (said: string) => void };
const days = 30 * 24 * 3_600_000;

/** The fact and the deadline, and the button that says the work is done. */
export function WithdrawalNote({ patient, timeZone, now, onDone }: Props & { now: number }) {
  const { t } = useTranslation('desk');
  const [failed, setFailed] = useState(false);
  const [finish, { loading }] = useMutation(FinishWithdrawalDocument);
  const withdrawal = patient.consentWithdrawal;
  if (!withdrawal) return null;
  const withdrawn = formatDate(withdrawal.withdrawnAt, timeZone, now);
  if (withdrawal.finishedAt) {
    return <Note icon={IconUserOff} title={`${t('withdrawal.chip')}, ${withdrawn}`}>{t('withdrawal.finished', { date: formatDate(withdrawal.finishedAt, timeZone, now) })}</Note>;
  }
  async function done(withdrawalId: string) {
    const said = (await finish({ variables: { input: { withdrawalId } } }).catch(() => undefined))?.data?.finishConsentWithdrawal;
    setFailed(!said);
    if (said) onDone(t('withdrawal.done'));
  }
  return (
    <Note tone="act" icon={IconUserOff} title={t('withdrawal.chip')}>
      <p>{t('withdrawal.text', { date: withdrawn, until: formatDate(withdrawal.finishBy, timeZone, now) })}</p>
      {failed && <ErrorText>{t('withdrawal.failed')}</ErrorText>}
      <Button variant="soft" busy={loading} onClick={() => void done(withdrawal.id)}>{t(loading ? 'withdrawal.finishing' : 'withdrawal.finish')}</Button>
    </Note>
  );
}

/** Writing down a withdrawal on paper, or the consent that is given again. */
export function WithdrawalAction(props: Props) {
  const { t } = useTranslation('desk');
  const [isOpen, setOpen] = useState(false);
  const isWithdrawn = props.patient.consentWithdrawal != null;
  const close = () => setOpen(false);
  const onDone = (said: string) => {
    close();
    props.onDone(said);
  };
  return (
    <>
      <Button variant={isWithdrawn ? 'soft' : 'plain'} aria-haspopup="dialog" onClick={() => setOpen(true)}>{t(isWithdrawn ? 'withdrawal.again' : 'withdrawal.record')}</Button>
      <Sheet open={isOpen} onClose={close} title={t(isWithdrawn ? 'withdrawal.againTitle' : 'withdrawal.recordTitle')}>
        {isWithdrawn ? <Restore {...props} onDone={onDone} onClose={close} /> : <Record {...props} onDone={onDone} onClose={close} />}
      </Sheet>
    </>
  );
}

function Record({ patient, timeZone, onDone, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation('desk');
  const [receivedAt, setReceivedAt] = useState(() => `${isoDate(serverNow(), timeZone)}T${formatTime(serverNow(), timeZone).padStart(5, '0')}`);
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const key = useRef(uuid());
  const [record, { loading }] = useMutation(RecordWithdrawalDocument);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const at = instantIn(receivedAt, timeZone);
    if (Number.isNaN(at) || at > serverNow() || at <= serverNow() - days) return setError(t('withdrawal.receivedWrong'));
    const input = { patientId: patient.id, receivedAt: new Date(at).toISOString(), idempotencyKey: key.current };
    const said = (await record({ variables: { input } }).catch(() => undefined))?.data?.recordConsentWithdrawal;
    switch (said?.__typename) {
      case 'RecordConsentWithdrawalSuccess':
        return onDone(t('withdrawal.recorded'));
      case 'InvalidInput':
        return setError(t('withdrawal.receivedWrong'));
      case 'Conflict':
        return setRefusal(problemText(said));
      case undefined:
        return setRefusal(lostText());
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <p>{t('withdrawal.recordText')}</p>
      <TextField
        label={t('withdrawal.received', { zone: zoneWords(timeZone, serverNow()) })}
        type="datetime-local"
        value={receivedAt}
        error={error}
        onChange={(event) => {
          setReceivedAt(event.target.value);
          setError(undefined);
        }}
      />
      {refusal && <ErrorText>{refusal}</ErrorText>}
      <Button type="submit" variant="danger" block busy={loading}>{t(loading ? 'withdrawal.recording' : 'withdrawal.recordDo')}</Button>
      <Button variant="plain" block onClick={onClose}>{t('withdrawal.cancel')}</Button>
    </form>
  );
}

function Restore({ patient, onDone, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation('desk');
  const [channel, setChannel] = useState<'SPOKEN' | 'PAPER'>('SPOKEN');
  const [refusal, setRefusal] = useState<string>();
  const key = useRef(uuid());
  const { data, refetch } = useQuery(PersonalDataConsentDocument);
  const [restore, { loading }] = useMutation(RestoreConsentDocument);
  const text = data?.consentDocument;
  async function submit() {
    if (!text) return setRefusal(lostText());
    const input = { patientId: patient.id, consentDocumentId: text.id, consentChannel: channel, idempotencyKey: key.current };
    const said = (await restore({ variables: { input } }).catch(() => undefined))?.data?.restoreConsent;
    switch (said?.__typename) {
      case 'RestoreConsentSuccess':
        return onDone(t('withdrawal.againDone'));
      case 'ConsentOutdated':
        key.current = uuid();
        setRefusal(problemText(said));
        return void refetch();
      case 'InvalidInput':
      case 'Conflict':
        return setRefusal(problemText(said));
      case undefined:
        return setRefusal(lostText());
    }
  }
  return (
    <div className="stack">
      <p>{t('withdrawal.againText')}</p>
      {text && <Paper key={text.id} document={text} />}
      <Segmented<'SPOKEN' | 'PAPER'>
        label={t('withdrawal.how')}
        name="channel"
        value={channel}
        onChange={setChannel}
        options={(['SPOKEN', 'PAPER'] as const).map((value) => ({ value, label: t(`withdrawal.${value}`) }))}
      />
      {refusal && <ErrorText>{refusal}</ErrorText>}
      <Button block busy={loading} onClick={() => void submit()}>{t(loading ? 'withdrawal.recording' : 'withdrawal.againDo')}</Button>
      <Button variant="plain" block onClick={onClose}>{t('withdrawal.cancel')}</Button>
    </div>
  );
}
