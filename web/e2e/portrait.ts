import type { Page } from '@playwright/test';

const doctor = { wall: ['#8fa294', '#26332e'], lamp: '84% 20%', person: '#22302b', hair: 'M304 474C286 392 330 336 404 334C482 336 516 396 496 474C494 440 484 424 470 414C420 420 372 412 338 402C316 420 306 444 304 474Z' };
const patient = { wall: ['#cdb495', '#4b3e33'], lamp: '14% 20%', person: '#3a2e28', hair: 'M288 560C262 420 300 332 402 330C506 332 540 420 512 560C500 596 470 600 458 590C486 540 494 470 474 424C430 434 370 430 332 416C308 470 314 548 344 590C330 602 298 594 288 560Z' };

/** A calm silhouette in a room, as the design draws it; people do not pose for pictures of a documentation. */
function drawing({ wall, lamp, person, hair }: typeof doctor) {
  const [x = '50%', y = '20%'] = lamp.split(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="960" viewBox="0 0 800 600" preserveAspectRatio="xMidYMid slice">
    <defs><linearGradient id="w" x1="0" y1="0" x2=".5" y2="1"><stop offset="0" stop-color="${wall[0]}"/><stop offset="1" stop-color="${wall[1]}"/></linearGradient>
    <radialGradient id="l" cx="${x}" cy="${y}" r=".6"><stop offset="0" stop-color="#ffe6b0" stop-opacity=".9"/><stop offset="1" stop-color="#ffe6b0" stop-opacity="0"/></radialGradient></defs>
    <rect width="800" height="600" fill="url(#w)"/><rect width="800" height="600" fill="url(#l)"/>
    <g fill="${person}" transform="translate(88 -118) scale(.78)"><path d="M60 1000C66 838 128 764 330 706C350 696 356 676 356 640V560h88v80c0 36 6 56 26 66C672 764 734 838 740 1000Z"/><ellipse cx="400" cy="484" rx="94" ry="117"/><path d="${hair}"/></g></svg>`;
}

/** Puts the silhouette in place of the browser's test picture. The sound stays. */
export async function pose(page: Page, as: 'doctor' | 'patient') {
  const source = `data:image/svg+xml,${encodeURIComponent(drawing(as === 'doctor' ? doctor : patient))}`;
  await page.addInitScript((src) => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await ask(constraints);
      const [camera] = stream.getVideoTracks();
      if (!camera) return stream;
      const image = new Image();
      image.src = src;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 960 });
      const context = canvas.getContext('2d');
      setInterval(() => context?.drawImage(image, 0, 0), 66);
      const [drawn] = canvas.captureStream(15).getVideoTracks();
      if (!drawn) return stream;
      stream.removeTrack(camera);
      camera.stop();
      stream.addTrack(drawn);
      return stream;
    };
  }, source);
}
