import device from './device.json';
import visit from './visit.json';

export default { device, visit };
