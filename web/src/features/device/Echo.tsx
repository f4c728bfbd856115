import { IconEar } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkCheck } from '../../rtc/LinkCheck';
import type { LocalMedia } from '../../rtc/LocalMedia';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';

/** One's own sound and picture as they come back from the clinic, five seconds later. */
export function Echo({ link, media }: { link: LinkCheck; media: LocalMedia }) {
  const { t } = useTranslation('device');
  const [stream, setStream] = useState<MediaStream | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  const begin = () => setStream(link.echo([media.audio, media.video].filter((track) => track !== null)));
  return (
    <section className="card stack" style={{ gap: 12 }}>
      <b>{t('echo.title')}</b>
      <p className="small m">{t(stream ? 'echo.say' : 'echo.text')}</p>
      {stream ? (
        <video ref={video} className="own-video" style={{ borderRadius: 14, height: 180 }} aria-label={t('echo.label')} autoPlay playsInline />
      ) : (
        <Button variant="soft" block onClick={begin}>
          <Icon of={IconEar} />
          {t('echo.begin')}
        </Button>
      )}
    </section>
  );
}
