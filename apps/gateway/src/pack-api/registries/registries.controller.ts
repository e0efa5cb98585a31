import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NewRegistry, RegistryChanges, RegistryView, StoredRegistryView } from '@packyard/contracts';
import { z } from 'zod';
import type { AuthorizedRequest } from '../../access/access.guard';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { Accepts, Answers, AnswersError } from '../../http/docs/open-api';
import { parseRequest } from '../../http/errors/parameters-invalid';
import { presentRegistry } from './present-registry';
import { RegistriesService, type StoredRegistry } from './registries.service';
import { KnownRegistries } from './known-registries';

const One = z.object({ data: RegistryView });
const EXAMPLE = {
  name: 'ours',
  url: 'https://packs.example.org/index.json',
  headers: { Authorization: 'Bearer 0123456789' },
};

@ApiTags('registries')
@Controller('api/v1/pack-indices')
export class RegistriesController {
  constructor(
    private readonly book: KnownRegistries,
    private readonly registries: RegistriesService,
  ) {}

  @Get()
  @RequiresScope('read')
  @Answers(200, z.object({ data: z.array(RegistryView) }), 'In the order in which they are asked.')
  async list() {
    return { data: (await this.book.list()).map(presentRegistry) };
  }

  @Get(':id')
  @RequiresScope('read')
  @Answers(200, One, 'Of its headers, the names.')
  @AnswersError(404, 'There is no such registry.')
  async show(@Param('id') id: string) {
    return { data: presentRegistry(await this.book.require(id)) };
  }

  @Post()
  @RequiresScope('admin')
  @Accepts(NewRegistry, EXAMPLE)
  @Answers(201, StoredRegistryView, 'It is asked from now on.')
  @AnswersError(400, 'Fields are missing, unknown or ill-typed, all of them named.')
  @AnswersError(409, 'There is a registry with that URL already.')
  @AnswersError(422, 'The URL or path is refused, or what is there is no index.')
  @AnswersError(503, 'Its host does not answer, or not in time.')
  async add(@Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    return presentStored(await this.registries.add(parseRequest(NewRegistry, body), caller.actor));
  }

  @Put(':id')
  @RequiresScope('admin')
  @Accepts(RegistryChanges, { enabled: false })
  @Answers(200, StoredRegistryView, 'What was not named stays as it was.')
  @AnswersError(400, 'Fields are unknown or ill-typed, all of them named.')
  @AnswersError(404, 'There is no such registry.')
  @AnswersError(409, 'It comes from the configuration, or another registry has that URL.')
  @AnswersError(422, 'The URL or path is refused, or what is there is no index.')
  @AnswersError(503, 'Its host does not answer, or not in time.')
  async change(@Param('id') id: string, @Body() body: unknown, @Req() { caller }: AuthorizedRequest) {
    const changes = parseRequest(RegistryChanges, body);
    return presentStored(await this.registries.change(id, changes, caller.actor));
  }

  @Delete(':id')
  @RequiresScope('admin')
  @Answers(200, z.object({ success: z.boolean(), message: z.string() }), 'It is not asked any more.')
  @AnswersError(404, 'There is no such registry.')
  @AnswersError(409, 'It comes from the configuration.')
  async remove(@Param('id') id: string, @Req() { caller }: AuthorizedRequest) {
    const { id: removed } = await this.registries.remove(id, caller.actor);
    return { success: true, message: `Pack index ${removed} deleted` };
  }
}

function presentStored({ registry, warnings }: StoredRegistry): StoredRegistryView {
  return { data: presentRegistry(registry), warnings: [...warnings] };
}
