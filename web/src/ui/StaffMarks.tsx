import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkPatientAbsentDocument, MarkVisitFailedDocument } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { marksOf } from '../shared/delay';
import { formatTime } from '../shared/format';
import { announce } from './announce';
import { Button } from './Button';
import { ErrorText } from './Fields';
import { LateSheet, type LateVisit } from './LateSheet';
import { Sheet } from './Sheet';
import { Timeline } from './Timeline';

export type MarkedVisit = LateVisit & { status: string; visit?: { participants: readonly { role: string }[] } | null | undefined };
type Open = 'none' | 'late' | 'timeline' | 'absent' | 'failed';

/** A delay, the timeline, and what became of a visit without a call, for the doctor and the desk. */
export function StaffMarks({ visit, isDesk = false }: { visit: MarkedVisit; isDesk?: boolean }) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  const [open, setOpen] = useState<Open>('none');
  const close = () => setOpen('none');
  const marks = marksOf(visit, now);
  const button = (what: Exclude<Open, 'none'>, words: string) => (
    <Button variant="plain" small aria-haspopup="dialog" onClick={() => setOpen(what)}>{words}</Button>
  );
  return (
    <>
      <div className="line" style={{ flexWrap: 'wrap', gap: 8 }}>
        {visit.status === 'BOOKED' && button('late', t(isDesk ? 'marks.lateDesk' : 'marks.late'))}
        {marks.absent && button('absent', t('marks.absent'))}
        {marks.failed && button('failed', t('marks.failed'))}
        {button('timeline', t('timeline.title'))}
      </div>
      <LateSheet visit={visit} open={open === 'late'} onClose={close} isDesk={isDesk} />
      <Sheet open={open === 'timeline'} onClose={close} title={t('timeline.title')}>
        <Timeline appointmentId={visit.id} />
      </Sheet>
      <Sheet open={open === 'absent'} onClose={close} title={t('marks.absent')}>
        <Mark visit={visit} what="absent" onClose={close} />
      </Sheet>
      <Sheet open={open === 'failed'} onClose={close} title={t('marks.failed')}>
        <Mark visit={visit} what="failed" onClose={close} />
      </Sheet>
    </>
  );
}

function Mark({ visit, what, onClose }: { visit: MarkedVisit; what: 'absent' | 'failed'; onClose: () => void }) {
  const { t } = useTranslation('change');
  const [absent] = useMutation(MarkPatientAbsentDocument);
  const [failed] = useMutation(MarkVisitFailedDocument);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function ask() {
    const variables = { input: { appointmentId: visit.id } };
    return what === 'absent' ? (await absent({ variables })).data?.markPatientAbsent : (await failed({ variables })).data?.markVisitFailed;
  }
  async function yes() {
    setBusy(true);
    const answer = await ask().catch(() => undefined);
    setBusy(false);
    switch (answer?.__typename) {
      case 'MarkPatientAbsentSuccess':
      case 'MarkVisitFailedSuccess':
        announce(t('marks.done'));
        return onClose();
      case 'TooEarlyToMark':
        return setRefusal(t('marks.tooEarly', { time: formatTime(answer.from, visit.clinicTimeZone) }));
      case 'PresenceDisagrees':
        return setRefusal(t(answer.patientCame ? 'marks.patientCame' : 'marks.doctorNever'));
      case 'Conflict':
        return setRefusal(t('marks.conflict'));
      case undefined:
        return setRefusal(t('marks.lost'));
    }
  }
  return (
    <div className="stack">
      <p>{t(what === 'absent' ? 'marks.absentText' : 'marks.failedText')}</p>
      {refusal && <ErrorText>{refusal}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Button variant="plain" onClick={onClose}>{t('marks.keep')}</Button>
        <Button variant="danger" busy={busy} onClick={() => void yes()}>{t(what === 'absent' ? 'marks.absentYes' : 'marks.failedYes')}</Button>
      </div>
    </div>
  );
}
