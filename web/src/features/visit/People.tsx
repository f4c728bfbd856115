import { IconMicrophoneOff, IconVolume } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Remote } from '../../rtc/callState';
import { Avatar } from '../../ui/Avatar';
import { Icon } from '../../ui/Icon';
import { RemoteVideo } from './RemoteVideo';
import './people.css';

type Props = {
  remotes: readonly Remote[];
  speaker: string | null;
  /** How many pixels of the device the picture of somebody is high. */
  onView: (participantId: string, height: number) => void;
  onPicture: (hasPicture: boolean) => void;
  onMuted: (isMuted: boolean) => void;
};

/** Everybody else: one fills the stage; several share it, and a shared screen is the main picture. */
export function People({ remotes, speaker, onView, onPicture, onMuted }: Props) {
  const sharer = remotes.find(({ screen }) => screen);
  const isAlone = remotes.length === 1 && !sharer;
  return (
    <div className={['people', isAlone ? 'one' : 'many', sharer && 'with-screen'].filter(Boolean).join(' ')} data-count={remotes.length}>
      {sharer?.screen && <SharedScreen stream={sharer.screen} name={sharer.participant.name} />}
      {remotes.map((remote) => (
        <div key={remote.participant.id} className={remote.participant.id === speaker ? 'person speaks' : 'person'}>
          <RemoteVideo remote={remote} isShown={remote.video !== false} onView={onView} onPicture={onPicture} onMuted={onMuted} />
          {!isAlone && <NamePlate remote={remote} isSpeaking={remote.participant.id === speaker} />}
        </div>
      ))}
    </div>
  );
}

/** A tile says whose it is, and what is to be known of its sound and picture. */
function NamePlate({ remote: { participant, audio, video }, isSpeaking }: { remote: Remote; isSpeaking: boolean }) {
  const { t } = useTranslation('visit');
  const [family = '', given = ''] = participant.name.split(' ');
  const words = participant.away ? t('people.away') : audio === false ? t('people.mute') : isSpeaking ? t('people.speaks') : '';
  return (
    <>
      {(video === false || participant.away) && <Avatar person={{ id: participant.id, familyName: family, givenName: given }} size="l" />}
      <p className="name-plate">
        {audio === false && <Icon of={IconMicrophoneOff} size={18} />}
        {isSpeaking && audio !== false && <Icon of={IconVolume} size={18} />}
        <span>
          {participant.name}
          {words && <small>{words}</small>}
        </span>
      </p>
    </>
  );
}

function SharedScreen({ stream, name }: { stream: MediaStream; name: string }) {
  const { t } = useTranslation('visit');
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    element.srcObject = stream;
    void element.play().catch(() => {});
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <figure className="shared-screen">
      <video ref={video} muted autoPlay playsInline aria-label={t('people.screenOf', { name })} />
      <figcaption>{t('people.screenOf', { name })}</figcaption>
    </figure>
  );
}
