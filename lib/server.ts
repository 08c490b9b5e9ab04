export { openBrowser } from './server/openBrowser.js';
export {
  KeyNeededError,
  PortTakenError,
  startServer,
  type ServerOptions,
  type TraceServer,
} from './server/startServer.js';
export { SqliteStore, type SqliteStoreOptions } from './server/store/sqlite/sqliteStore.js';
