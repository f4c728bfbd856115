import type { DeviceProblem } from '../../rtc/deviceProblem';
import type { Browser } from '../../rtc/support';

/** Keys of device.help: three steps each. */
export type Help =
  | 'chrome'
  | 'chromeAndroid'
  | 'firefox'
  | 'firefoxAndroid'
  | 'safariMac'
  | 'safariIos'
  | 'otherIos'
  | 'edge'
  | 'yandex'
  | 'otherBrowser'
  | 'windows'
  | 'mac'
  | 'android'
  | 'busy'
  | 'missing'
  | 'dismissed';

/** What helps against a problem in this browser. */
export function helpFor(problem: DeviceProblem, { name, os }: Browser): Help {
  switch (problem) {
    case 'busy':
    case 'missing':
    case 'dismissed':
      return problem;
    case 'blockedBySystem':
      if (os === 'windows' || os === 'mac' || os === 'android') return os;
      return os === 'ios' ? 'otherIos' : 'busy';
    case 'blocked':
    case 'unsupported':
    case 'failed':
      if (os === 'ios') return name === 'safari' ? 'safariIos' : 'otherIos';
      if (os === 'android') return name === 'firefox' ? 'firefoxAndroid' : 'chromeAndroid';
      if (name === 'firefox') return 'firefox';
      if (name === 'safari') return 'safariMac';
      if (name === 'edge') return 'edge';
      if (name === 'yandex') return 'yandex';
      return name === 'chrome' || name === 'opera' ? 'chrome' : 'otherBrowser';
  }
}
