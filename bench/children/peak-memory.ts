import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had in use, in MB. On Linux the kernel's high-water mark, because
 * resourceUsage().maxRSS begins with what the parent had in use; elsewhere that.
 */
export function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
