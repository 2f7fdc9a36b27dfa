const LONGEST_WAIT_MS = 30_000;
const REFUSED = new Set([4403, 4404]); // not (or no longer) allowed, not there: asking again will not help
const WHO_MAY_CHANGED = 4401;

export interface News {
  /** The number of the newest event, where the topic counts them. */
  n?: number;
}

export interface Listener {
  /** The last event this part of the page shows; sent after each connection, so that nothing is missed. */
  seen(): number;
  changed(news: News): void;
  state(connected: boolean, refused: boolean): void;
}

const connections = new Map<string, Connection>();

/** One socket for all parts of the page that listen to the same address. */
export function listen(path: string, listener: Listener): Connection {
  let connection = connections.get(path);
  if (!connection) {
    connection = new Connection(path);
    connections.set(path, connection);
  }
  connection.add(listener);
  return connection;
}

export class Connection {
  private readonly listeners: Listener[] = [];
  private socket: WebSocket | undefined;
  private failures = 0;
  private timer = 0;
  private refused = false;
  private knocked = false;

  constructor(private readonly path: string) {
    addEventListener("online", () => this.resume());
    addEventListener("offline", () => this.tell(false)); // the socket itself may notice only after minutes
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.open();
    });
    addEventListener("pageshow", () => this.open());
  }

  add(listener: Listener): void {
    this.listeners.push(listener);
    if (this.socket?.readyState === WebSocket.OPEN) {
      listener.state(true, false);
      this.sendSeen();
    } else this.open();
  }

  /** Refused, and yet the page was answered: somebody's role changed and they may still look. Asked once more, not for ever. */
  again(): void {
    if (!this.refused || this.knocked) return;
    this.refused = false;
    this.knocked = true;
    this.open();
  }

  private open(): void {
    if (this.refused || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    window.clearTimeout(this.timer);
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + this.path);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.failures = 0;
      this.knocked = false;
      this.sendSeen();
      this.tell(true);
    });
    socket.addEventListener("message", (message: MessageEvent<string>) => {
      const news = JSON.parse(message.data) as News;
      for (const listener of this.listeners) listener.changed(news);
    });
    socket.addEventListener("close", (event) => {
      this.refused = REFUSED.has(event.code);
      // A socket that is not let in again closes without a code: the page itself is asked, not the new socket.
      if (event.code === WHO_MAY_CHANGED) for (const listener of this.listeners) listener.changed({});
      this.tell(false);
      if (!this.refused) this.timer = window.setTimeout(() => this.open(), this.wait());
    });
  }

  /** The network is back: a socket that lived through it says what it has seen, and hears what it missed. */
  private resume(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return this.open();
    this.tell(true);
    this.sendSeen();
  }

  private sendSeen(): void {
    const seen = Math.min(...this.listeners.map((listener) => listener.seen()));
    this.socket?.send(JSON.stringify({ seen }));
  }

  private tell(connected: boolean): void {
    for (const listener of this.listeners) listener.state(connected, this.refused);
  }

  /** 1, 2, 4 … 30 seconds, each up to half as long again by chance: a restarted server is not met by everybody at once. */
  private wait(): number {
    const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures += 1;
    return wait * (1 + Math.random() / 2);
  }
}
