import { IconPhone, IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Remote } from '../../rtc/callState';
import type { Named } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { ButtonAnchor } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import type { Quiet } from './quiet';
import type { VisitCallHandle } from './useVisitCall';

/** Whose screen this is; it words what is said about the other side. */
export type Side = { self: 'patient' | 'doctor' };

type PlateProps = { call: VisitCallHandle; other: Named & { id: string }; remote: Remote | undefined; quiet: Quiet | null; showsPicture: boolean; isMute: boolean } & Side;

/** Says in the middle of the stage why there is no picture. The controls stay. */
export function Plate({ call: { state }, self, other, remote, quiet, showsPicture, isMute }: PlateProps) {
  const { t } = useTranslation('visit');
  switch (state.at) {
    case 'joining':
    case 'connecting':
      return (
        <OpenPlate other={other} title={t(`plate.connecting.${self}`)} text={t('plate.usually')}>
          <div className="bar endless" aria-hidden="true"><i /></div>
        </OpenPlate>
      );
    case 'alone':
      return <OpenPlate other={other} title={t(`plate.${state.hasLeft ? 'left' : 'alone'}.${self}`)} text={t(`plate.${state.hasLeft ? 'leftText' : isMute ? 'aloneMute' : 'aloneText'}.${self}`)} />;
    case 'otherOffline':
      return (
        <OpenPlate other={other} title={t(`plate.away.${self}`)} text={t(`plate.awayText.${self}`)}>
          <p className="soft num"><Waited since={state.since} /></p>
        </OpenPlate>
      );
    case 'meOffline':
      return <MeOffline since={state.since} until={state.until} self={self} />;
    case 'live':
      if (showsPicture) return null;
      if (quiet) return <OpenPlate other={other} title={t(`quiet.${quiet}`)} text={t(`quietText.${quiet}.${self}`)} />;
      if (remote?.video === false) {
        return (
          <div className="plate open">
            <span className="rings"><Avatar person={other} size="l" /></span>
            <h2>{t('plate.voice')}</h2>
            <p className="soft">{t(`plate.voiceText.${self}`)}</p>
          </div>
        );
      }
      return <OpenPlate other={other} title={t(`plate.connecting.${self}`)} text={t('plate.usually')} />;
    case 'idle':
    case 'refused':
    case 'ended':
      return null;
  }
}

function OpenPlate({ other, title, text, children }: { other: Named & { id: string }; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="plate open">
      <Avatar person={other} size="l" />
      <h2>{title}</h2>
      <p className="soft">{text}</p>
      {children}
    </div>
  );
}

function MeOffline({ since, until, self }: { since: number; until: number } & Side) {
  const { t } = useTranslation('visit');
  const clinic = useClinic();
  const now = useSeconds();
  const count = Math.max(0, Math.ceil((until - now) / 1000));
  const percent = Math.min(100, ((now - since) / (until - since)) * 100);
  return (
    <div className="plate">
      <span className="disc"><Icon of={IconWifiOff} /></span>
      <h2>{t('plate.offline')}</h2>
      <p className="soft">{t(`plate.offlineText.${self}`)}</p>
      <div className="bar" role="progressbar" aria-label={t('plate.reconnecting')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(percent)}>
        <i style={{ width: `${percent}%` }} />
      </div>
      <p className="soft num">{t('plate.trying', { count })}</p>
      {clinic && (
        <ButtonAnchor className="ghost" block href={`tel:${clinic.supportPhone}`}>
          <Icon of={IconPhone} size={22} />
          {t('callClinic')}
        </ButtonAnchor>
      )}
    </div>
  );
}

function Waited({ since }: { since: number }) {
  const { t } = useTranslation('visit');
  return t('plate.waiting', { count: Math.max(1, Math.floor((useSeconds() - since) / 1000)) });
}

const seconds = {
  subscribe: (listener: () => void) => {
    const timer = setInterval(listener, 500);
    return () => clearInterval(timer);
  },
  // The call measures silence by the device's own clock; nothing else does.
  get: () => Math.floor(Date.now() / 500) * 500,
};
function useSeconds(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.get);
}
