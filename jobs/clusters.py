"""What is checked before a run whose workers may be on other machines."""

from collections.abc import Iterable

import grpc
from apache_beam.options.pipeline_options import PipelineOptions, PortableOptions, StandardOptions
from apache_beam.portability.api import beam_job_api_pb2, beam_job_api_pb2_grpc

from jobs.beam_options import runs_here
from jobs.config import ConfigError, ScoringConfig
from jobs.exit_codes import ExitCode
from jobs.options import CommandError
from transforms.inputs.identify import Identified

ANSWER_SECONDS = 20.0
"""How long a job server may take to answer: Beam would wait for five minutes, or for ever."""


def refuse_local_folders(config: ScoringConfig, options: PipelineOptions) -> None:
    """Refuse inputs and an output that workers on other machines do not see.

    Raises:
        ConfigError: naming the option.
    """
    named = [("--input", pattern) for pattern in config.inputs]
    for option, address in (*named, ("--output", config.output)):
        _refuse_local(f"{option} {address}", [address], config, options)


def refuse_local_files(config: ScoringConfig, options: PipelineOptions, found: Identified) -> None:
    """Refuse a manifest that names files which workers on other machines do not see.

    Raises:
        ConfigError: naming the manifest.
    """
    addresses = (entry.uri for entry in found.entries)
    _refuse_local(f"a file that --manifest {config.manifest} names", addresses, config, options)


def _refuse_local(
    what: str, addresses: Iterable[str], config: ScoringConfig, options: PipelineOptions
) -> None:
    runner = options.view_as(StandardOptions).runner
    if config.shared_folders or runs_here(runner) or _runs_in_this_process(options):
        return
    if any("://" not in address for address in addresses):
        raise ConfigError(
            f"{what} is local, and the workers of --runner {runner} may be on other machines: use "
            "a bucket, or say --shared_folders if they see the same folders at the same paths"
        )


def require_job_server(options: PipelineOptions) -> None:
    """Refuse to start where the job server that was named does not answer.

    Raises:
        ConfigError: if the runner needs one and none is named.
        CommandError: code AWAY, if it does not answer.
    """
    runner = options.view_as(StandardOptions).runner
    endpoint = options.view_as(PortableOptions).job_endpoint
    if runner == "PortableRunner" and not endpoint:
        raise ConfigError("--runner PortableRunner needs --job_endpoint HOST:PORT")
    if runs_here(runner) or not endpoint or endpoint == "embed":
        return
    with grpc.insecure_channel(endpoint) as channel:
        try:
            # The same question that Beam asks first.
            beam_job_api_pb2_grpc.JobServiceStub(channel).DescribePipelineOptions(
                beam_job_api_pb2.DescribePipelineOptionsRequest(), timeout=ANSWER_SECONDS
            )
        except grpc.RpcError as error:
            raise CommandError(
                f"--job_endpoint {endpoint}: no job server of Apache Beam answers there "
                f"({error.code().name}); check the host and the port, and that it runs",
                ExitCode.AWAY,
            ) from error


def _runs_in_this_process(options: PipelineOptions) -> bool:
    return options.view_as(PortableOptions).environment_type == "LOOPBACK"
