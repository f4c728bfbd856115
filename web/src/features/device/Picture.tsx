import { IconAlertTriangle, IconCameraRotate, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trackOf, type LocalMedia, type LocalMediaState } from '../../rtc/LocalMedia';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { CameraView } from './CameraView';
import { Choice } from './Choice';

type PictureProps = { media: LocalMedia; state: LocalMediaState; hasPicture: boolean; onPicture: () => void };

export function Picture({ media, state: { camera, cameras, facing }, hasPicture, onPicture }: PictureProps) {
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
