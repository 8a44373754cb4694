import { readStarter } from '../../artifacts/starter.ts';
import { openArtifact } from '../../artifacts/open.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import { chiSquareTail } from '../../classifier/drift/chi-square.ts';
import { judgeDrift } from '../../classifier/drift/judge.ts';
import { askAbout, drawTally, readUnseenWines } from './population.ts';
import { askHours, askIndependently, askInBatches, askShifted, SHIFTS } from './worlds.ts';
const model = await openArtifact(readStarter(new URL('../../models/starter/', import.meta.url)));
const wines = readUnseenWines();
const pop = await askAbout(model, wines);
const [mode, trials='20', volumes='240,2400,24000,864000'] = process.argv.slice(2);
if (mode === 'false') for (const [name, ask] of [['iid', askIndependently(pop)], ['batches', askInBatches(pop)]] as const) for (const perDay of volumes.split(',').map(Number)) {
  if (name==='batches' && perDay>30000) continue;
  const t0=performance.now();
  let weeks=0, checks=0; const bySig:Record<string,number>={}; let maxima:number[]=[];
  for (let trial=0; trial<Number(trials); trial++) {
    const random=createRandom(trial*7919+perDay);
    const baseline=drawTally(pop, 1694.0, {next:random.next});
    const hours=askHours(ask, 336, perDay, random);
    let any=false, max=0;
    for (let now=168; now<336; now++) {
      for (const f of judgeDrift(baseline, hours, now)) { if (f.effect>=f.effectMin) {const p=chiSquareTail(f.value,f.degrees)*({fields:7,confidence:2} as any)[f.signal]||chiSquareTail(f.value,f.degrees); max=Math.max(max,-Math.log10(p));} if (f.ratio>=1) { any=true; bySig[f.signal+' '+f.window]=(bySig[f.signal+' '+f.window]??0)+1; } }
    }
    maxima.push(max);
    if (any) weeks++;
  }
  maxima.sort((a,b)=>a-b);
  console.log(name, perDay, `${weeks}/${trials} weeks`, JSON.stringify(bySig), 'max -log10p median', maxima[maxima.length>>1]!.toFixed(2), 'q80', maxima[Math.floor(maxima.length*.8)]!.toFixed(2), 'q90', maxima[Math.floor(maxima.length*.9)]!.toFixed(2), 'q95', maxima[Math.floor(maxima.length*.95)]!.toFixed(2), ((performance.now()-t0)/1000).toFixed(1)+'s');
}
if (mode === 'shift') for (const [name, make] of Object.entries(SHIFTS)) {
  const other = await askAbout(model, make(wines));
  for (const perDay of volumes.split(',').map(Number)) {
    const found:number[]=[]; let ok=0; const by:Record<string,number>={};
    for (let trial=0; trial<Number(trials); trial++) {
      const random=createRandom(trial*7919+perDay+1);
      const baseline=drawTally(pop, 1694, random);
      const first=168+Math.floor(24*random.next());
      const hours=askHours(askShifted(pop, other, first), first+168, perDay, random);
      let since=0, seen=Infinity, due=Infinity;
      for (let now=first; now<first+168; now++) {
        since+=hours[now]!.tally.predictions;
        if (since>=500) due=Math.min(due,since);
        const hit=judgeDrift(baseline, hours, now).filter(f=>f.ratio>=1);
        if (hit.length) { seen=since; for (const h of hit) by[h.signal+' '+h.window]=(by[h.signal+' '+h.window]??0)+1; break; }
      }
      found.push(seen); if (seen<=due) ok++;
    }
    found.sort((a,b)=>a-b);
    console.log(name, perDay, 'by check at 500:', ok, 'of', trials, 'median', found[found.length>>1], 'p95', found[Math.floor(found.length*.95)], JSON.stringify(by));
  }
}
