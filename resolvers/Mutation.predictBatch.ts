export function request(): unknown {
  return {};
}

export function response(): unknown {
  return null;
}
