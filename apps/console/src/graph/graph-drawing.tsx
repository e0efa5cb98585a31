import { useState } from 'preact/hooks';
import type { PackGraph } from '../api/types';
import { type Arrow, type Box, BOX_HEIGHT, type Drawing, stateOf } from './layout';

interface Props {
  graph: PackGraph;
  drawing: Drawing;
  zoom: number;
  /** Packs whose name has it stand out. */
  wanted: string;
}

/** Packs as links to their pages, and arrows to what they need. */
export function GraphDrawing({ graph, drawing, zoom, wanted }: Props) {
  const [near, setNear] = useState<string>();
  const { width, height, boxes, arrows } = drawing;
  const isFound = (ref: string) => ref.toLowerCase().includes(wanted.toLowerCase());
  return (
    <svg
      class={`graph${near === undefined ? '' : ' has-near'}`}
      width={width * zoom}
      height={height * zoom}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="Packs and what they need"
    >
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 L8 4 L0 8 z" />
        </marker>
      </defs>
      {arrows.map((arrow, at) => (
        <ArrowLine
          key={at}
          arrow={arrow}
          isNear={arrow.need.from === near || arrow.need.to === near}
          isAside={!isFound(arrow.need.from) && !isFound(arrow.need.to)}
        />
      ))}
      {boxes.map((box) => (
        <PackBox
          key={box.pack.ref}
          box={box}
          graph={graph}
          isFound={isFound(box.pack.ref)}
          onNear={(isNear) => setNear(isNear ? box.pack.ref : undefined)}
        />
      ))}
    </svg>
  );
}

interface ArrowLineProps {
  arrow: Arrow;
  isNear: boolean;
  isAside: boolean;
}

function ArrowLine({ arrow: { need, path, middle }, isNear, isAside }: ArrowLineProps) {
  const { from, to, range, is_met: isMet } = need;
  return (
    <g class={`arrow${isMet ? '' : ' unmet'}${isNear ? ' near' : ''}${isAside ? ' aside' : ''}`} aria-hidden="true">
      <path d={path} marker-end="url(#tip)">
        <title>
          {from} needs {to} {range}
        </title>
      </path>
      {(isNear || !isMet) && (
        <text x={middle.x} y={middle.y - 4}>
          {range}
        </text>
      )}
    </g>
  );
}

interface PackBoxProps {
  box: Box;
  graph: PackGraph;
  isFound: boolean;
  onNear: (isNear: boolean) => void;
}

function PackBox({ box: { pack, x, y, width }, graph, isFound, onNear }: PackBoxProps) {
  const needs = graph.needs.filter(({ from }) => from === pack.ref).length;
  const neededBy = graph.needs.filter(({ to }) => to === pack.ref).length;
  const isInstalled = pack.status === 'Enabled' || pack.status === 'Disabled';
  const words = `${pack.ref} ${stateOf(pack)}, needs ${needs}, needed by ${neededBy}`;
  const content = (
    <>
      <rect x={x} y={y} width={width} height={BOX_HEIGHT} rx="6" />
      <text x={x + 12} y={y + 19} class="name">
        {pack.ref}
      </text>{' '}
      <text x={x + 12} y={y + 36} class="state">
        {stateOf(pack)}
      </text>
    </>
  );
  return (
    <g
      class={`pack ${pack.status.toLowerCase()}${isFound ? '' : ' faint'}`}
      onMouseEnter={() => onNear(true)}
      onMouseLeave={() => onNear(false)}
      onfocusin={() => onNear(true)}
      onfocusout={() => onNear(false)}
    >
      {isInstalled ? (
        <a href={`#/packs/${encodeURIComponent(pack.ref)}`} aria-label={words}>
          {content}
        </a>
      ) : (
        <g role="img" aria-label={words}>
          {content}
        </g>
      )}
    </g>
  );
}
