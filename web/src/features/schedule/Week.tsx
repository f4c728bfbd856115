import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { dayParts, zoneWords } from '../../shared/format';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Fields';
import { ZoneSelect } from '../../ui/ZoneSelect';
import { Came } from './BreaksSheet';
import { formOf, hoursText, inputOf, weekdays, wrongOf, type Version, type WeekForm } from './hours';
import type { Change, Changing } from './useChange';

/** The published versions, newest first: from when, which hours, on which terms. */
export function Versions({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation('desk');
  if (versions.length === 0) return <p className="m">{t('schedule.none')}</p>;
  return versions.map((v) => (
    <section className="card stack" key={v.id} aria-labelledby={v.id}>
      <h2 className="h3" id={v.id}>{v.validTo ? t('schedule.dates', { from: dayParts(v.validFrom).short, to: dayParts(v.validTo).short }) : v.validFrom < '2001' ? t('schedule.always') : t('schedule.since', { date: dayParts(v.validFrom).short })}</h2>
      <dl className="sch-week">
        {v.week.map((day) => (
          <div key={day.weekday}><dt>{t(`schedule.day.${day.weekday}`)}</dt><dd className="num">{day.hours.length > 0 ? hoursText(day.hours) : t('schedule.off')}</dd></div>
        ))}
      </dl>
      <p className="cap m">
        {[
          t('schedule.every', { count: v.gridMinutes }),
          v.noticeMinutes > 0 && t('schedule.noticeIs', { count: v.noticeMinutes }),
          t('schedule.horizonIs', { count: v.horizonDays }),
          v.bufferBeforeMinutes + v.bufferAfterMinutes > 0 && t('schedule.gapIs', { count: v.bufferBeforeMinutes + v.bufferAfterMinutes }),
          v.dailyLimit && t('schedule.limitIs', { count: v.dailyLimit }),
          zoneWords(v.timeZone), v.site,
        ].filter(Boolean).join(' · ')}
      </p>
    </section>
  ));
}

type Props = { practitionerId: string; versions: readonly Version[]; today: string; timeZone: string; state: Changing; onLook: (change: Change) => void };

/** A new week from a date on. It begins as the one in force. */
export function WeekEditor({ practitionerId, versions, today, timeZone, state, onLook }: Props) {
  const { t } = useTranslation('desk');
  const [form, setForm] = useState<WeekForm>(() => formOf(versions[0], today, timeZone));
  const [asked, setAsked] = useState(false);
  const wrong = asked ? wrongOf(form) : [];
  const refused = state.at === 'refused' ? state.fields : [];
  const field = (name: Exclude<keyof WeekForm, 'days'>) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: wrong.includes(name) || refused.includes(name) || refused.includes(serverNames[name]) ? t('schedule.fieldWrong') : undefined,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (wrongOf(form).length > 0 || state.at === 'busy') return;
    onLook({ is: 'publish', input: { practitionerId, ...inputOf(form) } });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="week">
      <h2 className="h3" id="week">{t('schedule.newWeek')}</h2>
      <div className="sch-fields">
        <TextField label={t('schedule.validFrom')} type="date" min={today} {...field('validFrom')} />
        <TextField label={t('schedule.validTo')} type="date" min={form.validFrom} hint={t('schedule.validToHint')} {...field('validTo')} />
        <ZoneSelect label={t('schedule.timeZone')} {...field('timeZone')} />
        <TextField label={t('schedule.site')} maxLength={200} {...field('site')} />
      </div>
      <fieldset className="sch-fields">
        <legend className="label">{t('schedule.weekHours')}</legend>
        {weekdays.map((weekday) => (
          <TextField
            key={weekday}
            label={t(`schedule.day.${weekday}`)}
            value={form.days[weekday]}
            placeholder={t('schedule.off')}
            onChange={(event) => setForm({ ...form, days: { ...form.days, [weekday]: event.target.value } })}
            error={wrong.includes(weekday) ? t('schedule.hoursWrong') : undefined}
          />
        ))}
      </fieldset>
      <div className="sch-fields">
        <TextField label={t('schedule.grid')} inputMode="numeric" {...field('grid')} />
        <TextField label={t('schedule.notice')} inputMode="numeric" {...field('notice')} />
        <TextField label={t('schedule.horizon')} inputMode="numeric" {...field('horizon')} />
        <TextField label={t('schedule.before')} inputMode="numeric" {...field('before')} />
        <TextField label={t('schedule.after')} inputMode="numeric" {...field('after')} />
        <TextField label={t('schedule.limit')} inputMode="numeric" placeholder={t('schedule.noLimit')} {...field('limit')} />
      </div>
      <Came state={state} />
      <div><Button type="submit" busy={state.at === 'busy'}>{t('schedule.publish')}</Button></div>
    </form>
  );
}

const serverNames: Record<Exclude<keyof WeekForm, 'days'>, string> = {
  validFrom: 'validFrom', validTo: 'validTo', timeZone: 'timeZone', site: 'site', grid: 'gridMinutes', notice: 'noticeMinutes',
  horizon: 'horizonDays', before: 'bufferBeforeMinutes', after: 'bufferAfterMinutes', limit: 'dailyLimit',
};
