import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { PlainReplies } from '../http/plain-replies.js';

const MAX_MESSAGE_BYTES = 64 * 1024;

/** How long a client may take to answer that its socket closes. */
const GOODBYE_MS = 1_000;

// Its types do not know `closeTimeout` yet.
const OPTIONS = {
  noServer: true,
  maxPayload: MAX_MESSAGE_BYTES,
  closeTimeout: GOODBYE_MS,
  handleProtocols,
};

/** What shakes hands for sockets, on the HTTP server's connections. */
export function socketServer(replies: PlainReplies): WebSocketServer {
  const sockets = new WebSocketServer(OPTIONS);
  // Its own refusal of what is no handshake has none of the headers.
  sockets.on('wsClientError', (_fault, socket) => {
    socket.once('finish', () => socket.destroy());
    socket.end(replies.text(400));
  });
  return sockets;
}
