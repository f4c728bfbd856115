import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AnnounceDelayDocument, WithdrawDelayDocument, type DelayFactsFragment } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { announceable } from '../shared/delay';
import { formatTime } from '../shared/format';
import { uuid } from '../shared/id';
import { announce } from './announce';
import { Button } from './Button';
import { ErrorText } from './Fields';
import { Sheet } from './Sheet';

export type LateVisit = DelayFactsFragment & { startsAt: string; clinicTimeZone: string };
type Props = { visit: LateVisit; open: boolean; onClose: () => void; /** The desk speaks of somebody else. */ isDesk?: boolean };

/** Says that a visit begins late, or takes it back; everybody who waits sees it at once. */
export function LateSheet({ visit, open, onClose, isDesk = false }: Props) {
  const { t } = useTranslation('change');
  return (
    <Sheet open={open} onClose={onClose} title={t(isDesk ? 'lateSheet.titleDesk' : 'lateSheet.title')}>
      <Form visit={visit} onClose={onClose} />
    </Sheet>
  );
}

function Form({ visit, onClose }: { visit: LateVisit; onClose: () => void }) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  const offered = announceable(visit.startsAt, now);
  const [picked, setPicked] = useState<number>();
  const minutes = picked !== undefined && offered.includes(picked) ? picked : offered[1] ?? offered[0];
  const [failed, setFailed] = useState<'lost' | 'refused'>();
  const [busy, setBusy] = useState<'say' | 'withdraw'>();
  const [say] = useMutation(AnnounceDelayDocument);
  const [withdraw] = useMutation(WithdrawDelayDocument);
  const key = useRef({ of: 0, key: '' });
  const timeOf = (count: number) => formatTime(new Date(Date.parse(visit.startsAt) + count * 60_000).toISOString(), visit.clinicTimeZone);

  async function run(what: 'say' | 'withdraw', ask: () => Promise<boolean | undefined>, words: string) {
    setBusy(what);
    setFailed(undefined);
    const done = await ask().catch(() => undefined);
    setBusy(undefined);
    if (!done) return setFailed(done === false ? 'refused' : 'lost');
    announce(words);
    onClose();
  }
  const sayIt = (count: number) =>
    run('say', async () => {
      if (key.current.of !== count) key.current = { of: count, key: uuid() };
      const { data } = await say({ variables: { input: { appointmentId: visit.id, minutes: count, idempotencyKey: key.current.key } } });
      key.current = { of: 0, key: '' };
      return data?.announceDelay?.__typename === 'AnnounceDelaySuccess';
    }, t('lateSheet.said', { time: timeOf(count) }));
  const takeBack = () =>
    run('withdraw', async () => {
      const { data } = await withdraw({ variables: { input: { appointmentId: visit.id } } });
      return data?.withdrawDelay?.__typename === 'WithdrawDelaySuccess';
    }, t('lateSheet.withdrawn'));

  return (
    <div className="stack">
      <p>{t('lateSheet.text', { time: formatTime(visit.startsAt, visit.clinicTimeZone) })}</p>
      <div className="stack" style={{ gap: 8 }} role="radiogroup" aria-label={t('lateSheet.label')}>
        {offered.map((count) => (
          <label className="choice" key={count} style={{ minHeight: 48 }}>
            <input type="radio" name="late-minutes" value={count} checked={minutes === count} onChange={() => setPicked(count)} />
            <span className="grow">{t('lateSheet.by', { count })}</span>
            <span className="small m num">{t('lateSheet.at', { time: timeOf(count) })}</span>
            <span className="radio" />
          </label>
        ))}
      </div>
      {offered.length === 0 && <p>{t('lateSheet.none')}</p>}
      {failed && <ErrorText>{t(`lateSheet.${failed}`)}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        {visit.delay?.cause === 'ANNOUNCED' && <Button variant="plain" busy={busy === 'withdraw'} onClick={() => void takeBack()}>{t('lateSheet.withdraw')}</Button>}
        {minutes !== undefined && <Button busy={busy === 'say'} onClick={() => void sayIt(minutes)}>{t('lateSheet.say')}</Button>}
      </div>
    </div>
  );
}
