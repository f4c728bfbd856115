package media

// maxDatagram is more than any packet of a call.
const maxDatagram = 1500
