import { isSystemError, SystemError } from './system-error.ts';

/** The error without any of `secrets` in what the vendor said: some answers repeat what they were sent. */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (!isSystemError(error)) return error;
  const hide = (text: string | undefined): string | undefined =>
    secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest?.replaceAll(secret, '[secret]'), text);
  const [vendorCode, vendorWords] = [hide(error.vendorCode), hide(error.vendorWords)];
  if (vendorCode === error.vendorCode && vendorWords === error.vendorWords) return error;
  const { type, system, call, reached, status, retryAfterMs } = error;
  return new SystemError({
    type,
    system,
    call,
    reached,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(vendorWords === undefined ? {} : { vendorWords }),
  });
}
