/** dynalite has no types of its own; this is the part of it that the host uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}
