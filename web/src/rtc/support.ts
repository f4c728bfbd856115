export type Support =
  | { readonly is: 'full' }
  /** `insecure`: no https; `inApp`: a browser inside another app; `old`: no WebRTC. */
  | { readonly is: 'none'; readonly why: 'insecure' | 'inApp' | 'old' };

export type Browser = {
  readonly name: 'chrome' | 'edge' | 'firefox' | 'safari' | 'yandex' | 'opera' | 'samsung' | 'other';
  readonly os: 'android' | 'ios' | 'mac' | 'windows' | 'linux' | 'other';
};

/** Says whether a visit by video is possible in this browser at all. */
export function support(scope: typeof globalThis = globalThis): Support {
  if (!scope.isSecureContext) return { is: 'none', why: 'insecure' };
  const hasCall = typeof scope.RTCPeerConnection === 'function' && 'replaceTrack' in (scope.RTCRtpSender?.prototype ?? {});
  const hasMedia = typeof scope.navigator.mediaDevices?.getUserMedia === 'function';
  if (hasCall && hasMedia && hasVp8(scope)) return { is: 'full' };
  return { is: 'none', why: isInApp(scope.navigator.userAgent) ? 'inApp' : 'old' };
}

function hasVp8(scope: typeof globalThis): boolean {
  const codecs = scope.RTCRtpReceiver?.getCapabilities?.('video')?.codecs;
  return !codecs || codecs.some((codec) => codec.mimeType.toLowerCase() === 'video/vp8');
}

/** Messengers open links in a window of their own, where cameras often do not work. */
function isInApp(agent: string): boolean {
  return /; wv\)|FBA[NV]|Instagram|Line\/|VKAndroidApp|VKClient|OKApp|Telegram|WhatsApp|MicroMessenger/.test(agent);
}

/** Names browser and system, to describe their buttons; never to decide what works. */
export function browserOf(agent: string, touchPoints = 0): Browser {
  return { name: nameOf(agent), os: systemOf(agent, touchPoints) };
}

function nameOf(agent: string): Browser['name'] {
  switch (true) {
    case /YaBrowser|YaApp/.test(agent):
      return 'yandex';
    case /EdgA?\/|EdgiOS\//.test(agent):
      return 'edge';
    case /OPR\/|OPT\//.test(agent):
      return 'opera';
    case /SamsungBrowser/.test(agent):
      return 'samsung';
    case /Firefox\/|FxiOS\//.test(agent):
      return 'firefox';
    case /Chrome\/|Chromium\/|CriOS\//.test(agent):
      return 'chrome';
    case /Safari\//.test(agent):
      return 'safari';
    default:
      return 'other';
  }
}

function systemOf(agent: string, touchPoints: number): Browser['os'] {
  switch (true) {
    case /Android/.test(agent):
      return 'android';
    // An iPad says it is a Mac, but a Mac has no touch screen.
    case /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1):
      return 'ios';
    case /Macintosh/.test(agent):
      return 'mac';
    case /Windows/.test(agent):
      return 'windows';
    case /Linux|CrOS/.test(agent):
      return 'linux';
    default:
      return 'other';
  }
}
