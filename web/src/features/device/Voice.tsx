import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIBLE } from '../../rtc/LevelMeter';
import { trackOf, type LocalMedia, type LocalMediaState } from '../../rtc/LocalMedia';
import { Note } from '../../ui/Note';
import { Choice } from './Choice';
import { Levels } from './Levels';

/** So long a silent microphone is waited for before we say what may be wrong. */
const QUIET_MS = 5_000;

type VoiceProps = {
  media: LocalMedia;
  state: LocalMediaState;
  isHeard: boolean;
  isAskedFor: boolean;
  onHeard: (heard: boolean) => void;
  ref: React.Ref<HTMLElement>;
};

export function Voice({ media, state: { microphone, microphones }, isHeard, isAskedFor, onHeard, ref }: VoiceProps) {
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
