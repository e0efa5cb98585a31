import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { PackGraph } from '../api/types';
import { GraphDrawing } from '../graph/graph-drawing';
import { type Box, layOut } from '../graph/layout';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { Table } from '../parts/table';
import { useData } from '../parts/use-data';

const EVERY_MS = 15_000;
const STEP = 1.25;
const SMALLEST = 0.2;
const LARGEST = 3;

/** Who needs whom, among all packs or around one. */
export function GraphPage({ packRef }: { packRef?: string }) {
  const path = packRef === undefined ? '/api/v1/graph' : `/api/v1/graph?ref=${encodeURIComponent(packRef)}`;
  const { answer, error } = useData<{ data: PackGraph }>(path, EVERY_MS);
  const text = answer === undefined ? undefined : JSON.stringify(answer.data);
  // Read again it is mostly the same: then nothing is laid out anew.
  const graph = useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as PackGraph)), [text]);
  return (
    <>
      <h1>{packRef === undefined ? 'Graph' : `Graph around ${packRef}`}</h1>
      {packRef !== undefined && (
        <p>
          <Link to={`/packs/${encodeURIComponent(packRef)}`}>The pack</Link> · <Link to="/graph">All packs</Link>
        </p>
      )}
      <ErrorBox error={error} />
      {graph?.packs.length === 0 && (
        <Empty>
          No pack is installed yet. <Link to="/install">Install one</Link>, and what it needs is drawn here.
        </Empty>
      )}
      {graph !== undefined && graph.packs.length > 0 && <GraphView graph={graph} />}
    </>
  );
}

function GraphView({ graph }: { graph: PackGraph }) {
  const drawing = useMemo(() => layOut(graph), [graph]);
  const [zoom, setZoom] = useState(1);
  const [wanted, setWanted] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const scale = (factor: number) => setZoom((now) => Math.min(LARGEST, Math.max(SMALLEST, now * factor)));
  const fit = () => {
    const { clientWidth = drawing.width, clientHeight = drawing.height } = frame.current ?? {};
    setZoom(Math.min(1, clientWidth / drawing.width, clientHeight / drawing.height));
  };
  const show = (box: Box | undefined) => {
    if (box === undefined || frame.current === null) return;
    const { clientWidth, clientHeight } = frame.current;
    frame.current.scrollTo(box.x * zoom - clientWidth / 3, box.y * zoom - clientHeight / 3);
  };
  // Of a large drawing the corner is mostly empty.
  useEffect(() => show(drawing.boxes.toSorted((one, other) => one.x - other.x)[0]), [drawing]);
  const find = (words: string) => {
    setWanted(words);
    const found = graph.packs.find(({ ref }) => words !== '' && ref.toLowerCase().includes(words.toLowerCase()));
    show(drawing.boxes.find(({ pack }) => pack === found));
  };
  return (
    <>
      <div class="graph-tools">
        <Field
          label="Search"
          name="search"
          type="search"
          value={wanted}
          onInput={(event) => find(event.currentTarget.value)}
        />
        <div class="buttons" role="group" aria-label="Size of the drawing">
          <button type="button" onClick={() => scale(1 / STEP)}>
            Smaller
          </button>
          <button type="button" onClick={() => scale(STEP)}>
            Larger
          </button>
          <button type="button" onClick={fit}>
            All of it
          </button>
        </div>
      </div>
      <div class="graph-frame" ref={frame} tabIndex={0} role="region" aria-label="Drawing">
        <GraphDrawing graph={graph} drawing={drawing} zoom={zoom} wanted={wanted} />
      </div>
      <details>
        <summary>As a table</summary>
        <Table caption="What packs need" columns={['Pack', 'Needs', 'In the range', 'Met']}>
          {graph.needs.map(({ from, to, range, is_met: isMet }) => (
            <tr key={`${from} ${to} ${range}`}>
              <td>{from}</td>
              <td>{to}</td>
              <td>
                <code>{range}</code>
              </td>
              <td>{isMet ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </Table>
      </details>
    </>
  );
}
