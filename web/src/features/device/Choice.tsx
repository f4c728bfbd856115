import { useTranslation } from 'react-i18next';
import type { Kind } from '../../rtc/deviceProblem';
import type { Device, LocalMedia } from '../../rtc/LocalMedia';

/** A list of devices, where there is a choice. */
export function Choice({ kind, media, devices, track }: { kind: Kind; media: LocalMedia; devices: readonly Device[]; track: MediaStreamTrack | null }) {
  const { t } = useTranslation('device');
  if (devices.length < 2) return null;
  return (
    <label className="field">
      <span className="label">{t(`${kind}.choice`)}</span>
      <select className="input" value={track?.getSettings().deviceId ?? ''} onChange={(event) => void media.choose(kind, event.target.value)}>
        {devices.map((device, i) => (
          <option key={device.id} value={device.id}>{device.label || t(`${kind}.nth`, { n: i + 1 })}</option>
        ))}
      </select>
    </label>
  );
}
