import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarFragment, ScheduleExceptionKind } from '../../gql/graphql';
import { dayParts } from '../../shared/format';
import { Button } from '../../ui/Button';
import { Segmented, TextField } from '../../ui/Fields';
import { Came } from './BreaksSheet';
import { hoursText, parseHours } from './hours';
import type { Change, Changing } from './useChange';

type Props = { practitionerId: string; exceptions: CalendarFragment['exceptions']; today: string; isDesk: boolean; state: Changing; onLook: (change: Change) => void };

/** Leave and extra hours: those to come, and a form for more. Doctors enter their own leave. */
export function Exceptions({ practitionerId, exceptions, today, isDesk, state, onLook }: Props) {
  const { t } = useTranslation('desk');
  const [kind, setKind] = useState<ScheduleExceptionKind>('LEAVE');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [hours, setHours] = useState('');
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const parsed = parseHours(hours);
  const hoursWrong = !parsed || (kind === 'EXTRA' && parsed.length === 0);
  const datesWrong = !from || !to || to < from;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (hoursWrong || datesWrong || state.at === 'busy') return;
    onLook({ is: 'add', input: { practitionerId, kind, fromDate: from, toDate: to, hours: parsed, note: note.trim() || null } });
  };

  return (
    <section className="card stack" aria-labelledby="exceptions">
      <h2 className="h3" id="exceptions">{t(isDesk ? 'schedule.exceptions' : 'schedule.ownLeave')}</h2>
      {exceptions.length === 0 && <p className="m">{t('schedule.noExceptions')}</p>}
      <ul className="rows">
        {exceptions.map((e) => (
          <li key={e.id} className="line" style={{ flexWrap: 'wrap' }}>
            <span className="chip">{t(`schedule.kind.${e.kind}`)}</span>
            <div className="grow">
              <b>{e.fromDate === e.toDate ? dayParts(e.fromDate).long : t('schedule.dates', { from: dayParts(e.fromDate).short, to: dayParts(e.toDate).short })}</b>
              <div className="cap m">{[e.hours.length > 0 ? hoursText(e.hours) : t('schedule.wholeDay'), e.note, e.enteredBy].filter(Boolean).join(' · ')}</div>
            </div>
            {(isDesk || e.kind === 'LEAVE') && <Button variant="plain" small onClick={() => onLook({ is: 'withdraw', exceptionId: e.id })} aria-label={t('schedule.withdrawOf', { date: dayParts(e.fromDate).long })}>{t('schedule.withdraw')}</Button>}
          </li>
        ))}
      </ul>
      <form className="stack" onSubmit={submit} noValidate>
        {isDesk && (
          <Segmented<ScheduleExceptionKind>
            label={t('schedule.what')}
            name="kind"
            value={kind}
            options={[{ value: 'LEAVE', label: t('schedule.kind.LEAVE') }, { value: 'EXTRA', label: t('schedule.kind.EXTRA') }]}
            onChange={setKind}
          />
        )}
        <div className="sch-fields">
          <TextField label={t('schedule.fromDate')} type="date" min={today} value={from} onChange={(event) => { setFrom(event.target.value); if (to < event.target.value) setTo(event.target.value); }} />
          <TextField label={t('schedule.toDate')} type="date" min={from} value={to} onChange={(event) => setTo(event.target.value)} error={asked && datesWrong ? t('schedule.datesWrong') : undefined} />
          <TextField label={t('schedule.hours')} value={hours} onChange={(event) => setHours(event.target.value)} placeholder="9:00–13:00" hint={kind === 'LEAVE' ? t('schedule.hoursOfLeave') : t('schedule.hoursHint')} error={asked && hoursWrong ? t('schedule.hoursWrong') : undefined} />
          <TextField label={t('schedule.note')} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </div>
        <Came state={state} />
        <div><Button type="submit" busy={state.at === 'busy'}>{t(kind === 'LEAVE' ? 'schedule.addLeave' : 'schedule.addExtra')}</Button></div>
      </form>
    </section>
  );
}
