import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ShowsWorkOfOthers } from '../../access/limited-tokens';
import { RequiresScope } from '../../access/requires-scope.decorator';
import { ServiceMetrics } from './service-metrics';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: ServiceMetrics) {}

  @Get()
  @RequiresScope('read')
  @ShowsWorkOfOthers()
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: "Figures in Prometheus' text format.", schema: { type: 'string' } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  show(): Promise<string> {
    return this.metrics.text();
  }
}
