import {
  IconCameraRotate, IconMessage, IconMicrophone, IconMicrophoneOff, IconPhoneOff, IconScreenShare, IconScreenShareOff, IconUsersPlus,
  IconVideo, IconVideoOff, type Icon as TablerIcon,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem, Kind } from '../../rtc/deviceProblem';
import type { LocalMediaState } from '../../rtc/LocalMedia';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';
import { PermissionHelp } from '../device/PermissionHelp';
import type { VisitCallHandle } from './useVisitCall';

export type ControlsProps = {
  call: VisitCallHandle;
  chat?: { isOpen: boolean; unread: number; onToggle: () => void } | undefined;
  /** Who else may be asked in; `waiting` counts those for whom something is to be done. */
  guests?: { isOpen: boolean; waiting: number; onToggle: () => void } | undefined;
  /** What a guest may not send has no button. */
  rights?: { speak: boolean; share: boolean } | undefined;
  onLeave: () => void;
};

const everything = { speak: true, share: true };

export function Controls({ call: { call, media, remotes, isShareRefused }, chat, guests, rights = everything, onLeave }: ControlsProps) {
  const { t } = useTranslation('visit');
  const [asked, setAsked] = useState<Kind | null>(null);
  const problem = problemOf(media, asked);
  const hasMicrophone = media.microphone.is === 'on';
  const hasCamera = media.camera.is === 'on';
  const canFlip = hasCamera && media.cameras.length > 1 && matchMedia('(pointer: coarse)').matches;
  const canShare = rights.share && !canFlip && 'getDisplayMedia' in (navigator.mediaDevices ?? {}) && !matchMedia('(pointer: coarse)').matches;

  const shares = remotes.some(({ screen }) => screen);
  useEffect(() => {
    if (isShareRefused) announce(t('controls.screenRefused'));
  }, [isShareRefused, t]);
  const turn = (kind: Kind, on: boolean) => {
    setAsked(kind);
    void (kind === 'camera' ? call.media.setCamera(on) : call.media.setMicrophone(on));
  };
  return (
    <>
      {media.screen && <p className="sharing">{t('self.screen')}</p>}
      {isShareRefused && <p className="sharing">{t('controls.screenRefused')}</p>}
      <div className="ctl" role="toolbar" aria-label={t('controls.label')}>
        {rights.speak && <Control
          icon={hasMicrophone ? IconMicrophone : IconMicrophoneOff}
          label={t(hasMicrophone ? 'controls.microphone' : 'controls.microphoneOff')}
          isOff={!hasMicrophone}
          isBusy={media.microphone.is === 'asking'}
          onClick={() => turn('microphone', !hasMicrophone)}
        />}
        {rights.speak && <Control
          icon={hasCamera ? IconVideo : IconVideoOff}
          label={t(hasCamera ? 'controls.camera' : 'controls.cameraOff')}
          isOff={!hasCamera}
          isBusy={media.camera.is === 'asking'}
          onClick={() => turn('camera', !hasCamera)}
        />}
        {chat && (
          <Control
            icon={IconMessage}
            label={t('controls.chat')}
            name={chat.unread > 0 ? t('controls.chatNew', { count: chat.unread }) : undefined}
            badge={chat.unread}
            isOpen={chat.isOpen}
            expanded={chat.isOpen}
            onClick={chat.onToggle}
          />
        )}
        {guests && (
          <Control
            icon={IconUsersPlus}
            label={t('controls.guests')}
            name={guests.waiting > 0 ? t('controls.guestsNew', { count: guests.waiting }) : undefined}
            badge={guests.waiting}
            expanded={guests.isOpen}
            onClick={guests.onToggle}
          />
        )}
        {canFlip && <Control icon={IconCameraRotate} label={t('controls.flip')} onClick={() => void call.media.flip()} />}
        {canShare && !shares && (
          <Control
            icon={media.screen ? IconScreenShareOff : IconScreenShare}
            label={t(media.screen ? 'controls.screenStop' : 'controls.screen')}
            isOpen={media.screen !== null}
            onClick={() => (media.screen ? call.media.stopSharing() : void call.media.share())}
          />
        )}
        <Control icon={IconPhoneOff} label={t('controls.leave')} isLeave onClick={onLeave} />
      </div>
      <Sheet open={problem !== null} onClose={() => setAsked(null)} title={problem ? t(`blocked.${asked ?? 'camera'}`) : ''}>
        {problem && <PermissionHelp problem={problem} />}
        <Button block onClick={() => asked && turn(asked, true)}>{t('blocked.retry')}</Button>
      </Sheet>
    </>
  );
}

/** What stands against the device that the person has just asked for. */
function problemOf(media: LocalMediaState, asked: Kind | null): DeviceProblem | null {
  const source = asked && media[asked];
  return source?.is === 'failed' ? source.problem : null;
}

type ControlProps = {
  icon: TablerIcon;
  label: string;
  /** What a screen reader says, when it is more than the label. */
  name?: string | undefined;
  badge?: number;
  isOff?: boolean;
  isOpen?: boolean;
  isBusy?: boolean;
  isLeave?: boolean;
  expanded?: boolean;
  onClick: () => void;
};

function Control({ icon, label, name, badge = 0, isOff, isOpen, isBusy, isLeave, expanded, onClick }: ControlProps) {
  return (
    <button
      type="button"
      className={['ctl-one', isOff && 'off', isOpen && 'open', isLeave && 'leave'].filter(Boolean).join(' ')}
      aria-label={name ?? label}
      aria-busy={isBusy || undefined}
      aria-expanded={expanded}
      onClick={() => !isBusy && onClick()}
    >
      <span className="c">
        <Icon of={icon} />
        {badge > 0 && <span className="badge">{badge}</span>}
      </span>
      {label}
    </button>
  );
}
