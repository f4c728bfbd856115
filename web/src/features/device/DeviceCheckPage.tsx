import {
  IconAlertTriangle, IconCamera, IconCameraRotate, IconCheck, IconCircleCheck, IconMicrophone, IconMicrophoneOff, IconVideoOff, IconVolume,
} from '@tabler/icons-react';
import { useMutation } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveDeviceCheckDocument, type DeviceVerdict } from '../../gql/graphql';
import { AUDIBLE } from '../../rtc/LevelMeter';
import { LocalMedia, trackOf, type Device, type DeviceProblem, type Kind, type LocalMediaState } from '../../rtc/LocalMedia';
import { support } from '../../rtc/support';
import { formatTime } from '../../shared/format';
import { Button, ButtonLink } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import { announce } from '../../ui/announce';
import { LinkCheck, type LinkFacts, type LinkState } from '../../rtc/LinkCheck';
import { CameraView } from './CameraView';
import './device.css';
import { Echo } from './Echo';
import { Levels } from './Levels';
import { LinkRows, linkWords } from './LinkRows';
import { linkTransport } from './linkTransport';
import { PermissionHelp } from './PermissionHelp';
import { playTone } from './tone';
import { Unsupported } from './Unsupported';

/** So long a silent microphone is waited for before we say what may be wrong. */
const QUIET_MS = 5_000;

/** `speaker` null: skipped; `link` null: it could not be measured. */
type Result = { camera: boolean; microphone: boolean; speaker: boolean | null; link: LinkFacts | null };

type Screen = { at: 'checking' } | { at: 'blocked'; problem: DeviceProblem } | { at: 'verdict'; result: Result };

export default function DeviceCheckPage() {
  const [supported] = useState(() => support());
  return supported.is === 'none' ? <Unsupported why={supported.why} /> : <DeviceCheck />;
}

function DeviceCheck() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [media] = useState(() => new LocalMedia());
  const state = useSyncExternalStore(media.subscribe, media.getSnapshot);
  const [result, setResult] = useState<Result | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    void media.open();
    return () => media.close();
  }, [media]);

  const finish = (found: Result) => {
    media.close();
    setResult(found);
  };
  const again = () => {
    media.close();
    setResult(null);
    setRound((count) => count + 1);
    void media.open();
  };

  const screen = screenOf(state, result);
  switch (screen.at) {
    case 'blocked':
      return <Blocked problem={screen.problem} onRetry={again} onSkip={() => finish({ camera: false, microphone: false, speaker: null, link: null })} />;
    case 'checking':
      return <Checking key={round} appointmentId={id} media={media} state={state} onDone={finish} />;
    case 'verdict':
      return <Verdict appointmentId={id} result={screen.result} onAgain={again} />;
  }
}

function screenOf({ camera, microphone }: LocalMediaState, result: Result | null): Screen {
  if (result) return { at: 'verdict', result };
  if (camera.is === 'failed' && microphone.is === 'failed') return { at: 'blocked', problem: microphone.problem };
  return { at: 'checking' };
}

function Blocked({ problem, onRetry, onSkip }: { problem: DeviceProblem; onRetry: () => void; onSkip: () => void }) {
  const { t } = useTranslation('device');
  return (
    <TaskShell
      title={t('title')}
      dock={
        <>
          <Button block onClick={onRetry}>{t('blocked.retry')}</Button>
          <PhoneLink label={t('callClinic')} />
        </>
      }
    >
      <Empty icon={IconVideoOff} tone="bad" level={1} title={t(`problem.${problem}.title`)}>
        {t(`problem.${problem}.text`)}
      </Empty>
      <PermissionHelp problem={problem} />
      <Button variant="plain" onClick={onSkip}>{t('blocked.skip')}</Button>
    </TaskShell>
  );
}

type CheckingProps = { appointmentId: string; media: LocalMedia; state: LocalMediaState; onDone: (result: Result) => void };
type Missing = 'microphone' | 'speaker';

function Checking({ appointmentId, media, state, onDone }: CheckingProps) {
  const { t } = useTranslation('device');
  const [hasPicture, setPicture] = useState(false);
  const [isHeard, setHeard] = useState(false);
  const [speaker, setSpeaker] = useState<boolean | null>(null);
  const [told, setTold] = useState<readonly Missing[]>([]);
  const speakerButton = useRef<HTMLButtonElement>(null);
  const voice = useRef<HTMLElement>(null);
  const isAsking = state.camera.is === 'asking' && state.microphone.is === 'asking';
  const { link, check } = useLink(appointmentId);
  const isMeasured = link.at === 'done' || link.at === 'unknown';
  const [isWaiting, setWaiting] = useState(false);
  const finish = () => onDone({ camera: hasPicture, microphone: isHeard, speaker, link: link.at === 'done' ? link.facts : null });
  useEffect(() => {
    if (isWaiting && isMeasured) finish();
  });

  const done = () => {
    // What was not tried yet is said once; who presses again goes on without it.
    const missing: Missing | undefined =
      !isHeard && trackOf(state.microphone) && !told.includes('microphone') ? 'microphone'
      : speaker === null && !told.includes('speaker') ? 'speaker'
      : undefined;
    if (!missing) return setWaiting(true);
    setTold([...told, missing]);
    const place = missing === 'speaker' ? speakerButton.current : voice.current;
    place?.focus();
    place?.scrollIntoView({ block: 'nearest' });
    return undefined;
  };

  return (
    <TaskShell title={t('title')} dock={<Button block busy={isWaiting} onClick={done}>{t(isWaiting ? 'link.finishing' : 'done')}</Button>}>
      <h1>{t('checking')}</h1>
      {isAsking && (
        <Note tone="act" icon={IconCamera} title={t('asking.title')} live>{t('asking.text')}</Note>
      )}
      <Picture media={media} state={state} hasPicture={hasPicture} onPicture={() => setPicture(true)} />
      <Voice media={media} state={state} isHeard={isHeard} isAskedFor={told.includes('microphone')} onHeard={setHeard} ref={voice} />
      <LinkRows state={link} />
      {link.at === 'done' && link.facts.paths.length > 0 && <Echo link={check} media={media} />}
      <Speaker answer={speaker} isAskedFor={told.includes('speaker')} onAnswer={setSpeaker} ref={speakerButton} />
    </TaskShell>
  );
}

/** Measures the way to the clinic, once. */
function useLink(appointmentId: string): { link: LinkState; check: LinkCheck } {
  const [check, setCheck] = useState(() => new LinkCheck(linkTransport(appointmentId)));
  useEffect(() => {
    const one = new LinkCheck(linkTransport(appointmentId));
    setCheck(one);
    void one.run();
    return () => one.close();
  }, [appointmentId]);
  return { check, link: useSyncExternalStore(check.subscribe, check.getSnapshot) };
}

type PictureProps = { media: LocalMedia; state: LocalMediaState; hasPicture: boolean; onPicture: () => void };

function Picture({ media, state: { camera, cameras, facing }, hasPicture, onPicture }: PictureProps) {
  const { t } = useTranslation('device');
  const track = trackOf(camera);
  const isDark = useDarkness(track, hasPicture);
  const hasFlip = cameras.length > 1 && matchMedia('(pointer: coarse)').matches;
  return (
    <>
      <div className="check-picture">
        {track ? (
          <>
            <CameraView track={track} mirrored={facing === 'user'} label={t('camera.own')} onPicture={onPicture} />
            <span className="pill">{t('camera.pill')}</span>
            {hasFlip && (
              <button type="button" className="icon-btn" aria-label={t('camera.other')} onClick={() => void media.flip()}>
                <Icon of={IconCameraRotate} />
              </button>
            )}
          </>
        ) : (
          <p className="small" style={{ padding: 20 }}>{t(camera.is === 'failed' ? 'camera.none' : 'camera.opening')}</p>
        )}
      </div>
      {isDark && <Note tone="act" icon={IconAlertTriangle} title={t('camera.dark')} live>{t('camera.darkText')}</Note>}
      {camera.is === 'failed' && (
        <Note tone="act" icon={IconVideoOff} title={t(`problem.${camera.problem}.camera`)} live>{t('camera.without')}</Note>
      )}
      {!hasFlip && <Choice kind="camera" media={media} devices={cameras} track={track} />}
    </>
  );
}

/** A list of devices, where there is a choice. */
function Choice({ kind, media, devices, track }: { kind: Kind; media: LocalMedia; devices: readonly Device[]; track: MediaStreamTrack | null }) {
  const { t } = useTranslation('device');
  if (devices.length < 2) return null;
  return (
    <label className="field">
      <span className="label">{t(`${kind}.choice`)}</span>
      <select className="input" value={track?.getSettings().deviceId ?? ''} onChange={(event) => void media.choose(kind, event.target.value)}>
        {devices.map((device, i) => (
          <option key={device.id} value={device.id}>{device.label || t(`${kind}.nth`, { n: i + 1 })}</option>
        ))}
      </select>
    </label>
  );
}

type VoiceProps = {
  media: LocalMedia;
  state: LocalMediaState;
  isHeard: boolean;
  isAskedFor: boolean;
  onHeard: (heard: boolean) => void;
  ref: React.Ref<HTMLElement>;
};

function Voice({ media, state: { microphone, microphones }, isHeard, isAskedFor, onHeard, ref }: VoiceProps) {
  const { t } = useTranslation('device');
  const track = trackOf(microphone);
  const isQuiet = useQuiet(track, isHeard) || (isAskedFor && !isHeard);
  const onLevel = useCallback((level: number) => {
    if (level > AUDIBLE) onHeard(true);
  }, [onHeard]);

  if (microphone.is === 'failed') {
    return <Note tone="act" icon={IconMicrophoneOff} title={t(`problem.${microphone.problem}.microphone`)} live>{t('microphone.without')}</Note>;
  }
  return (
    <section className="card stack" style={{ gap: 10 }} ref={ref} tabIndex={-1}>
      <div className="line between">
        <b>{t('microphone.say')}</b>
        <span className="small m" role="status">{isHeard ? t('microphone.heard') : ''}</span>
      </div>
      <Levels track={track} label={t('microphone.level')} onLevel={onLevel} />
      {isQuiet && <Note tone="act" icon={IconMicrophone} title={t('microphone.quiet')} live>{t('microphone.quietText')}</Note>}
      <Choice kind="microphone" media={media} devices={microphones} track={track} />
    </section>
  );
}

type SpeakerProps = { answer: boolean | null; isAskedFor: boolean; onAnswer: (heard: boolean) => void; ref: React.Ref<HTMLButtonElement> };

function Speaker({ answer, isAskedFor, onAnswer, ref }: SpeakerProps) {
  const { t } = useTranslation('device');
  const [step, setStep] = useState<'silent' | 'playing' | 'played'>('silent');
  const play = async () => {
    setStep('playing');
    await playTone().catch(() => undefined);
    setStep('played');
  };
  return (
    <section className="card stack" style={{ gap: 12 }}>
      <div className="line between">
        <b>{t('speaker.title')}</b>
        <span className="small m" role="status">{answer === null ? '' : t(answer ? 'speaker.works' : 'speaker.fails')}</span>
      </div>
      {isAskedFor && answer === null && <p className="small m">{t('speaker.missing')}</p>}
      <Button variant="soft" block busy={step === 'playing'} onClick={() => void play()} ref={ref}>
        {step !== 'playing' && <Icon of={IconVolume} />}
        {t(step === 'playing' ? 'speaker.playing' : step === 'played' ? 'speaker.again' : 'speaker.play')}
      </Button>
      {step !== 'silent' && (
        <div role="group" aria-label={t('speaker.question')} className="stack" style={{ gap: 10 }}>
          <p>{t('speaker.question')}</p>
          <div className="answers">
            <Button variant={answer === true ? 'soft' : 'line2'} aria-pressed={answer === true} onClick={() => onAnswer(true)}>{t('speaker.yes')}</Button>
            <Button variant={answer === false ? 'soft' : 'line2'} aria-pressed={answer === false} onClick={() => onAnswer(false)}>{t('speaker.no')}</Button>
          </div>
        </div>
      )}
      {answer === false && (
        <ul className="m bul small">
          <li>{t('speaker.louder')}</li>
          <li>{t('speaker.headphones')}</li>
          <li>{t('speaker.silentMode')}</li>
        </ul>
      )}
    </section>
  );
}

/** What the device alone is good for; with the link in it the server says. */
function verdictOf({ camera, microphone }: Result): DeviceVerdict {
  if (!microphone) return 'TEXT';
  return camera ? 'VIDEO' : 'AUDIO';
}

function Verdict({ appointmentId, result, onAgain }: { appointmentId: string; result: Result; onAgain: () => void }) {
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

/** True once an open microphone has brought nothing for five seconds. */
function useQuiet(track: MediaStreamTrack | null, isHeard: boolean): boolean {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    setQuiet(false);
    if (!track || isHeard) return undefined;
    const timer = setTimeout(() => setQuiet(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [track, isHeard]);
  return isQuiet;
}

/** True while the camera shows nothing but black: a lid, a finger, a dark room. */
function useDarkness(track: MediaStreamTrack | null, hasPicture: boolean): boolean {
  const [isDark, setDark] = useState(false);
  useEffect(() => {
    setDark(false);
    if (!track || !hasPicture) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 16;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const timer = setInterval(() => {
      const video = document.querySelector<HTMLVideoElement>('.check-picture video');
      if (!context || !video?.videoWidth) return;
      context.drawImage(video, 0, 0, 16, 16);
      const { data } = context.getImageData(0, 0, 16, 16);
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) sum += data[i]! + data[i + 1]! + data[i + 2]!;
      setDark(sum / (16 * 16 * 3) < 8);
    }, 1_000);
    return () => clearInterval(timer);
  }, [track, hasPicture]);
  return isDark;
}
