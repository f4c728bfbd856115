import { useEffect, useRef, type CSSProperties } from 'react';

type Props = {
  track: MediaStreamTrack;
  /** People know themselves from the mirror; the other side sees them as they are. */
  mirrored: boolean;
  label: string;
  className?: string;
  style?: CSSProperties;
  onPicture?: (video: HTMLVideoElement) => void;
};

/** One's own picture. It is never heard. */
export function CameraView({ track, mirrored, label, className = '', style, onPicture }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      className={`own-video ${mirrored ? 'mirror' : ''} ${className}`}
      style={style}
      aria-label={label}
      autoPlay
      playsInline
      muted
      onLoadedData={(event) => onPicture?.(event.currentTarget)}
    />
  );
}
