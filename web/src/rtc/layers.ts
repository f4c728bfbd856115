/** The layers of one picture, the lowest first, as the server asks for them in its offers. */
const NAMES = ['l', 'm', 'h'] as const;
type Name = (typeof NAMES)[number];

/** What a layer of so many pixels on its longer side is worth, in bits a second. */
const BITRATES: readonly (readonly [longest: number, bitrate: number])[] = [[400, 150_000], [800, 500_000], [Infinity, 1_700_000]];
const SCREEN_BITRATE = 2_500_000;

export type Layer = Pick<RTCRtpEncodingParameters, 'active' | 'scaleResolutionDownBy' | 'maxBitrate'>;

/**
 * The layers for a picture of this size. Scales are said outright: browsers take the highest layers away from
 * small pictures, and a camera of 480 lines must not arrive as one of 240. A screen is read, not looked at:
 * half of it stands in where there is no room for the whole.
 */
export function layersFor({ width = 1280, height = 720 }: Pick<MediaTrackSettings, 'width' | 'height'>, isScreen: boolean): Record<Name, Layer> {
  const longest = Math.max(width, height);
  const layer = (scale: number): Layer => ({ active: true, scaleResolutionDownBy: scale, maxBitrate: bitrateOf(longest / scale) });
  const off: Layer = { active: false, scaleResolutionDownBy: 1 };
  if (isScreen) return { l: layer(2), m: off, h: { active: true, scaleResolutionDownBy: 1, maxBitrate: SCREEN_BITRATE } };
  if (longest >= 960) return { l: layer(4), m: layer(2), h: layer(1) };
  if (longest >= 480) return { l: layer(2), m: layer(1), h: off };
  return { l: layer(1), m: off, h: off };
}

/**
 * Lets the layers rest that are better than what anybody sees: those above the first that is large enough, at
 * most a third smaller than it is shown. The lowest stays, so that whoever comes sees something at once.
 */
export function restBetter(layers: Record<Name, Layer>, height: number, shown: number): Record<Name, Layer> {
  const seen = { ...layers };
  let isEnough = false;
  for (const name of NAMES) {
    const { active, scaleResolutionDownBy = 1 } = seen[name];
    if (isEnough) seen[name] = { ...seen[name], active: false };
    else isEnough = Boolean(active) && 3 * shown <= (4 * height) / scaleResolutionDownBy;
  }
  return seen;
}

function bitrateOf(longest: number): number {
  return BITRATES.find(([limit]) => longest <= limit)![1];
}

/**
 * Sets the layers of a sender to what the track is and how high somebody sees it, or stops them all. A browser
 * or a server without layers goes on with one.
 */
export async function applyLayers(sender: RTCRtpSender, track: MediaStreamTrack, isStopped: boolean, shown: number): Promise<void> {
  const parameters = sender.getParameters();
  const settings = track.getSettings();
  const layers = restBetter(layersFor(settings, track.contentHint === 'detail'), settings.height ?? 720, shown);
  for (const encoding of parameters.encodings) {
    if (parameters.encodings.length > 1) Object.assign(encoding, layers[encoding.rid as Name]);
    else encoding.active = true;
    if (isStopped) encoding.active = false;
  }
  await sender.setParameters(parameters);
}
