import change from './change.json';

export default { change };
