import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { markFirstFrame } from '../../rtc/marks';
import type { Remote } from '../../rtc/callState';

type Props = {
  remote: Remote;
  /** The other side sends a picture; the sound plays either way. */
  isShown: boolean;
  /** How many pixels of the device the picture of somebody is high. */
  onView: (participantId: string, height: number) => void;
  onPicture: (hasPicture: boolean) => void;
  /** The browser waits for a press before it plays sound. */
  onMuted: (isMuted: boolean) => void;
};

/** The other side: picture over the whole stage, and the sound. */
export function RemoteVideo({ remote, isShown, onView, onPicture, onMuted }: Props) {
  const { t } = useTranslation('visit');
  const video = useRef<HTMLVideoElement>(null);
  const [isUpright, setUpright] = useState(false);

  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    element.srcObject = remote.stream;
    const play = () => {
      element.play().then(
        () => onMuted(false),
        (error: unknown) => {
          if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
          onMuted(true);
          document.addEventListener('click', play, { once: true });
        },
      );
    };
    play();
    return () => {
      document.removeEventListener('click', play);
      element.srcObject = null;
      onPicture(false);
    };
  }, [remote.stream, onMuted, onPicture]);

  useEffect(() => {
    if (!isShown || !video.current) return undefined;
    return markFirstFrame(video.current, () => onPicture(true));
  }, [remote.stream, isShown, onPicture]);

  const { id } = remote.participant;
  useEffect(() => {
    const element = video.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => onView(id, Math.round(element.clientHeight * Math.min(devicePixelRatio, 2))));
    observer.observe(element);
    return () => observer.disconnect();
  }, [id, onView]);

  return (
    <video
      ref={video}
      className={isUpright ? 'stage upright' : 'stage'}
      style={{ visibility: isShown ? undefined : 'hidden' }}
      aria-label={t('room.picture', { name: remote.participant.name })}
      autoPlay
      playsInline
      onResize={({ currentTarget: { videoWidth, videoHeight } }) => setUpright(videoHeight > videoWidth)}
    />
  );
}
