import { useMutation } from '@apollo/client/react';
import { IconAlertTriangle, IconCheck, IconCircleCheck } from '@tabler/icons-react';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveDeviceCheckDocument, type DeviceVerdict } from '../../gql/graphql';
import type { LinkFacts } from '../../rtc/LinkCheck';
import { formatTime } from '../../shared/format';
import { announce } from '../../ui/announce';
import { Button, ButtonLink } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { linkWords } from './LinkRows';

/** `speaker` null: skipped; `link` null: it could not be measured. */
export type Result = { camera: boolean; microphone: boolean; speaker: boolean | null; link: LinkFacts | null };

/** What the device alone is good for; with the link in it the server says. */
function verdictOf({ camera, microphone }: Result): DeviceVerdict {
  if (!microphone) return 'TEXT';
  return camera ? 'VIDEO' : 'AUDIO';
}

export function Verdict({ appointmentId, result, onAgain }: { appointmentId: string; result: Result; onAgain: () => void }) {
  const { t } = useTranslation('device');
  const [save, saving] = useMutation(SaveDeviceCheckDocument);
  const own = verdictOf(result);
  const verdict = saving.data?.saveDeviceCheck?.__typename === 'SaveDeviceCheckSuccess' ? (saving.data.saveDeviceCheck.appointment.deviceCheck?.verdict ?? own) : own;
  const isGood = verdict === 'VIDEO';
  const isSlow = verdict !== own;
  const words = isSlow ? (`SLOW_${verdict}` as const) : verdict;
  const keep = useCallback(() => {
    void save({ variables: { input: { appointmentId, ...result } } }).catch(() => undefined);
  }, [save, appointmentId, result]);

  useEffect(() => {
    keep();
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [keep]);
  useEffect(() => announce(t(`verdict.${words}.title`)), [words, t]);

  const saved = saving.data?.saveDeviceCheck;
  const kept = saved?.__typename === 'SaveDeviceCheckSuccess' ? saved.appointment : null;
  const isLost = Boolean(saving.error) || saved?.__typename === 'Conflict' || saved?.__typename === 'InvalidInput';
  return (
    <TaskShell
      title={t('title')}
      dock={
        isGood ? (
          <>
            <ButtonLink to="/" block>{t('finish')}</ButtonLink>
            <Button variant="plain" onClick={onAgain}>{t('again')}</Button>
          </>
        ) : (
          <>
            <Button block onClick={onAgain}>{t('again')}</Button>
            <ButtonLink to="/" variant="plain">{t(`verdict.${words}.keep`)}</ButtonLink>
          </>
        )
      }
    >
      <section className={`note verdict ${isGood ? 'good' : 'act'}`}>
        <Icon of={isGood ? IconCircleCheck : IconAlertTriangle} />
        <div>
          <h1 className="h2" tabIndex={-1}>{t(`verdict.${words}.title`)}</h1>
          <p>{t(`verdict.${words}.text`)}</p>
        </div>
      </section>
      <section className="card" style={{ paddingBlock: 6 }}>
        <ul className="ready">
          <Finding isGood={result.camera} name={t('camera.name')} words={t(result.camera ? 'camera.works' : 'camera.fails')} />
          <Finding isGood={result.microphone} name={t('microphone.name')} words={t(result.microphone ? 'microphone.works' : 'microphone.fails')} />
          <Finding
            isGood={result.speaker === true}
            name={t('speaker.name')}
            words={t(result.speaker === null ? 'speaker.skipped' : result.speaker ? 'speaker.works' : 'speaker.fails')}
          />
          <Finding
            isGood={!isSlow && result.link !== null}
            name={t('link.name')}
            words={!result.link ? t('link.skipped') : result.link.paths.length > 0 ? linkWords(result.link, t) : t('link.none')}
          />
        </ul>
      </section>
      {isSlow && (
        <section className="card stack" style={{ gap: 8 }}>
          <h2 className="h3">{t('link.help')}</h2>
          <ul className="m bul">
            <li>{t('link.closer')}</li>
            <li>{t('link.mobile')}</li>
            <li>{t('link.others')}</li>
          </ul>
          <PhoneLink label={t('callClinic')} />
        </section>
      )}
      {kept?.deviceCheck && (
        <p className="small m center">
          {t(`seen.${kept.deviceCheck.verdict}`, { time: formatTime(kept.deviceCheck.checkedAt, kept.clinicTimeZone) })}
        </p>
      )}
      {isLost && (
        <div className="stack" style={{ gap: 8 }} role="alert">
          <Note tone="act" icon={IconAlertTriangle} title={t('lost.title')}>{t('lost.text')}</Note>
          <Button variant="plain" busy={saving.loading} onClick={keep}>{t('lost.retry')}</Button>
        </div>
      )}
    </TaskShell>
  );
}

function Finding({ isGood, name, words }: { isGood: boolean; name: string; words: string }) {
  return (
    <li className={isGood ? undefined : 'warn'} style={{ padding: '12px 0' }}>
      <span className="dot"><Icon of={isGood ? IconCheck : IconAlertTriangle} /></span>
      <div className="grow">
        <div style={{ color: 'var(--tv-ink)', fontWeight: 600 }}>{name}</div>
        <div className="small m">{words}</div>
      </div>
    </li>
  );
}
