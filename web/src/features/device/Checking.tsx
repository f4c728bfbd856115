import { IconCamera } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkCheck, type LinkState } from '../../rtc/LinkCheck';
import { trackOf, type LocalMedia, type LocalMediaState } from '../../rtc/LocalMedia';
import { Button } from '../../ui/Button';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { Echo } from './Echo';
import { LinkRows } from './LinkRows';
import { linkTransport } from './linkTransport';
import { Picture } from './Picture';
import { Speaker } from './Speaker';
import type { Result } from './Verdict';
import { Voice } from './Voice';

type CheckingProps = { appointmentId: string; media: LocalMedia; state: LocalMediaState; onDone: (result: Result) => void };
type Missing = 'microphone' | 'speaker';

export function Checking({ appointmentId, media, state, onDone }: CheckingProps) {
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
