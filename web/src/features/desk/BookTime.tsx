import { useMutation } from '@apollo/client/react';
import { IconCircleCheck, IconClock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BookAppointmentDocument, type BookAppointmentMutation, type DeskPatientFragment } from '../../gql/graphql';
import { dayParts, formatDay, formatMoney, formatTime, fullName, isoDate } from '../../shared/format';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { freeOf, heldAmong, lingerMs } from '../../shared/slots';
import { ownTime, useHold } from '../../shared/useHold';
import { useTimes } from '../../shared/useTimes';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText, TextArea } from '../../ui/Fields';
import { HeldLine, HoldSaid } from '../../ui/Hold';
import { Note } from '../../ui/Note';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { Days, Slots } from '../../ui/Times';
import type { Chosen } from './BookDoctor';

type Props = { patient: DeskPatientFragment; chosen: Chosen; onOther: () => void; onBooked: () => void };
type Booked = Extract<BookAppointmentMutation['bookAppointment'], { __typename: 'BookAppointmentSuccess' }>['appointment'];
const reasonLimit = 2000;

/** Day, time (held, with a countdown), reason; then it is booked. */
export function BookTime({ patient, chosen: { doctor, service }, onOther, onBooked }: Props) {
  const { t } = useTranslation(['intake', 'booking']);
  const { hold, setHold, take, extend, resume } = useHold();
  const own = ownTime(hold);
  const { days, timeZone, error, askAgain } = useTimes(doctor.id, service.id, own, hold.at === 'taken' ? hold.startsAt : null, patient.id);
  const mine = heldAmong(days);
  useEffect(() => resume(mine), [mine?.holdId, resume]);
  const [picked, setPicked] = useState<string>();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const [booked, setBooked] = useState<Booked>();
  const [book, { loading }] = useMutation(BookAppointmentDocument);
  const key = useRef(uuid());
  const marked = own ?? (hold.at === 'taken' ? (hold.nearest ?? null) : null);
  const day = days?.find((one) => one.date === (picked ?? (marked ? isoDate(marked, timeZone) : undefined))) ?? days?.find((one) => freeOf(one).length > 0);

  async function choose(startsAt: string) {
    setPicked(undefined);
    setFault(undefined);
    const next = await take({ practitionerId: doctor.id, serviceId: service.id, patientId: patient.id }, startsAt);
    if (next.at === 'held') announce(t('intake:time.heldNow', { time: formatTime(startsAt, timeZone) }));
    if (next.at === 'taken') askAgain(lingerMs);
  }

  async function submit() {
    if (hold.at !== 'held') return setFault(t('intake:time.missing'));
    if (reason.length > reasonLimit) return setFault(t('intake:time.reasonLong', { count: reasonLimit }));
    const answer = (await book({ variables: { input: { appointmentId: hold.id, reason: reason.trim() || null, idempotencyKey: key.current } } }).catch(() => undefined))?.data?.bookAppointment;
    switch (answer?.__typename) {
      case 'BookAppointmentSuccess':
        setBooked(answer.appointment);
        return onBooked();
      case 'HoldExpired':
        return setHold({ at: 'expired', startsAt: hold.startsAt });
      case 'InvalidInput':
      case 'Conflict':
        return setFault(answer.code === 'PATIENT_BUSY' ? t('intake:refused.PATIENT_BUSY.title') : problemText(answer));
      case undefined:
        return setFault(lostText());
    }
  }

  const refused = hold.at !== 'refused' || hold.code === 'OUTSIDE_SCHEDULE' || hold.code === 'LOST' ? undefined : hold.code === 'HOLD_LIMIT' || hold.code === 'PATIENT_BUSY' ? hold.code : 'OTHER';

  if (booked) return <Done patient={patient} booked={booked} onAgain={onOther} />;
  return (
    <section className="card stack desk-times" aria-labelledby="book-time">
      <div className="line" style={{ flexWrap: 'wrap' }}>
        <Avatar person={doctor} size="s" />
        <div className="grow">
          <h2 className="h3" id="book-time">{t('intake:time.title')}</h2>
          <div className="small m">{[fullName(doctor), service.name, service.funding === 'COVERED' ? t('booking:practitioner.covered') : formatMoney(service.price)].join(' · ')}</div>
        </div>
        <Button variant="plain" small onClick={onOther}>{t('intake:doctor.other')}</Button>
      </div>
      {days && day ? (
        <>
          <Days days={days} chosen={day.date} onChoose={setPicked} />
          <HoldSaid hold={hold} timeZone={timeZone} refused={refused && { title: t(`intake:refused.${refused}.title`), text: t(`intake:refused.${refused}.text`) }} />
          {hold.at === 'expired' && <Note tone="act" icon={IconClock} live title={t('intake:time.expired', { time: formatTime(hold.startsAt, timeZone) })} />}
          <Slots day={day} marked={marked} timeZone={timeZone} onChoose={(startsAt) => void choose(startsAt)} />
        </>
      ) : days ? <Empty icon={IconClock} title={t('intake:time.none')} /> : error ? <LoadFailed error={error} onRetry={() => askAgain(0)} /> : <Loading><RowsSkeleton rows={3} /></Loading>}
      <TextArea label={t('intake:time.reason')} hint={t('intake:time.reasonHint')} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
      <div className="desk-dock">
        {hold.at === 'held' && (
          <HeldLine
            until={hold.expiresAt}
            held={t('intake:time.held')}
            title={`${dayParts(isoDate(hold.startsAt, timeZone)).short}, ${formatTime(hold.startsAt, timeZone)}`}
            onEnd={() => {
              setHold({ at: 'expired', startsAt: hold.startsAt });
              askAgain();
            }}
          />
        )}
        {hold.at === 'held' && hold.canExtend && <Button variant="plain" small onClick={() => void extend().then((ok) => ok && announce(t('booking:time.extended')))}>{t('booking:time.extend')}</Button>}
        {fault && <ErrorText>{fault}</ErrorText>}
        <Button busy={loading || hold.at === 'holding'} onClick={() => (hold.at === 'taken' && hold.nearest ? void choose(hold.nearest) : void submit())}>
          {t(loading ? 'intake:time.booking' : hold.at === 'held' ? 'intake:time.book' : 'intake:time.choose', { time: hold.at === 'held' ? formatTime(hold.startsAt, timeZone) : '' })}
        </Button>
      </div>
    </section>
  );
}

function Done({ patient, booked, onAgain }: { patient: DeskPatientFragment; booked: Booked; onAgain: () => void }) {
  const { t } = useTranslation('intake');
  const { startsAt, clinicTimeZone: zone } = booked;
  const sum = formatMoney(booked.price);
  const pays = booked.status === 'AWAITING_PAYMENT' ? 'prepay' : booked.funding === 'COVERED' || booked.price.amountMinor === 0 ? 'free' : 'atVisit';
  const words = t('done.title', { name: fullName(patient), when: `${formatDay(startsAt, zone)}, ${formatTime(startsAt, zone)}` });
  useEffect(() => announce(words), [words]);
  return (
    <section className="card stack">
      <Note tone="good" icon={IconCircleCheck} title={words}>
        {t(`done.${pays}`, { sum, time: booked.holdExpiresAt ? formatTime(booked.holdExpiresAt, zone) : '' })}
      </Note>
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Button variant="plain" onClick={onAgain}>{t('done.again')}</Button>
        <ButtonLink to="/desk" variant="soft">{t('done.floor')}</ButtonLink>
      </div>
    </section>
  );
}
