/** Over how many connections the part `growth` asks about one wine after the other. */
export const GROWTH_CONNECTIONS: readonly number[] = [1, 8, 64, 256];
