import { IconAdjustments, IconLetterCase, IconLock, IconVideoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem } from '../../rtc/deviceProblem';
import { browserOf } from '../../rtc/support';
import { Icon } from '../../ui/Icon';
import { helpFor, type Help } from './help';

/** Where in the bar of addresses the browser keeps its permissions. */
const handles: Partial<Record<Help, typeof IconLock>> = {
  chrome: IconAdjustments,
  chromeAndroid: IconAdjustments,
  firefox: IconVideoOff,
  firefoxAndroid: IconLock,
  edge: IconLock,
  yandex: IconLock,
  safariIos: IconLetterCase,
};

/** Three steps for this browser and this problem, with a picture of the place to press. */
export function PermissionHelp({ problem }: { problem: DeviceProblem }) {
  const { t } = useTranslation('device');
  const help = helpFor(problem, browserOf(navigator.userAgent, navigator.maxTouchPoints));
  const handle = handles[help];
  return (
    <section className="card stack" style={{ gap: 14 }}>
      <b>{t(`help.${help}.title`)}</b>
      <ol className="stack" style={{ gap: 12 }}>
        {(['one', 'two', 'three'] as const).map((step, i) => (
          <li key={step} className="line" style={{ alignItems: 'flex-start' }}>
            <span className="count" style={{ minWidth: 28, height: 28, borderRadius: 14 }} aria-hidden="true">
              {i + 1}
            </span>
            <span>{t(`help.${help}.${step}`)}</span>
          </li>
        ))}
      </ol>
      {handle && (
        <div className="address-bar" aria-hidden="true">
          <div className="input">
            <span className="handle">
              <Icon of={handle} size={18} />
            </span>
            <span className="small m">{location.host}</span>
          </div>
        </div>
      )}
    </section>
  );
}
