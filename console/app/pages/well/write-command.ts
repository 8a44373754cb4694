/** What is to become of a key. */
export type KeyAction = 'create' | 'list' | 'change' | 'rotate' | 'suspend' | 'resume' | 'revoke';

/** What was typed about it; what does not belong to the action is left out. */
export interface KeyWish {
  action: KeyAction;
  /** Who a new key is for. */
  name: string;
  /** A client, or the id of a key. */
  which: string;
  scopes: readonly string[];
  /** `90d`, `12h`; empty for never. */
  expires: string;
  perMinute: string;
  perDay: string;
  /** How long the old key goes on beside the new one. */
  overlap: string;
}

/** The command that does it, for a shell; on AWS it names the outputs of the deployment. */
export function writeCommand(wish: KeyWish, isLaptop: boolean): string {
  const words = ['npm run terroir -- keys', wish.action, ...wordsOf(wish)];
  return [...words, ...(isLaptop ? [] : ['--outputs outputs.json'])].join(' ');
}

function wordsOf({ action, name, which, scopes, expires, perMinute, perDay, overlap }: KeyWish): string[] {
  const limits = [...option('quota-per-minute', perMinute), ...option('quota-per-day', perDay)];
  const common = [...option('scopes', scopes.join(',')), ...option('expires', expires), ...limits];
  switch (action) {
    case 'list':
      return [];
    case 'create':
      return ['--name', quote(name.trim() || 'my app'), ...common];
    case 'change':
      return [quote(which.trim() || 'CLIENT'), ...common];
    case 'rotate':
      return [quote(which.trim() || 'CLIENT'), ...option('overlap', overlap)];
    default:
      return [quote(which.trim() || 'CLIENT')];
  }
}

function option(name: string, value: string): string[] {
  return value.trim() === '' ? [] : [`--${name} ${quote(value.trim())}`];
}

/** A word for a shell, whatever is in it; what begins with a dash must not become an option. */
function quote(text: string): string {
  if (/^[\w.,][\w.,-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
