#!/usr/bin/perl
# SPDX-License-Identifier: LGPL-2.1-or-later
# Debian's libsys-virt-perl on this library: it opens, lists, defines, starts, listens, streams and fails as on libvirt.
use strict;
use warnings;

BEGIN {
    if ($ENV{MODVIRT_SANITIZE}) {
        print "skipped: the interpreter cannot load a library that was built with sanitizers\n";
        exit 77;
    }
    eval { require Sys::Virt; 1 } or do {
        print "skipped: Sys::Virt is missing; install libsys-virt-perl\n";
        exit 77;
    };
}
use Test::More;
use Sys::Virt;
use Sys::Virt::Domain;
use Sys::Virt::Error;
use Sys::Virt::Event;

my $URI = "test:///default";

sub document {
    my ($name) = @_;
    return "<domain type='test'><name>$name</name><memory unit='KiB'>8192</memory><vcpu>1</vcpu>"
        . "<os><type>hvm</type></os></domain>";
}

# What the code fails with; nothing when it does not.
sub failure {
    my ($code) = @_;
    eval { $code->(); 1 } and return undef;
    return $@;
}

sub deliver {
    my $timer = Sys::Virt::Event::add_timeout(0, sub { });
    Sys::Virt::Event::run_default() for 1 .. 4;
    Sys::Virt::Event::remove_timeout($timer);
}

Sys::Virt::Event::register_default();

subtest "The binding runs on this library" => sub {
    open my $maps, "<", "/proc/self/maps" or die "/proc/self/maps: $!";
    my %loaded = map { (split)[-1] => 1 } grep { m{/lib(mod)?virt\.so} } <$maps>;
    is(scalar keys %loaded, 1, "one library is loaded");
    like((keys %loaded)[0], qr/libmodvirt\.so\.0/, "and it is this one");
};

subtest "A connection tells what it is" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    is($connection->get_uri, $URI, "its URI");
    is($connection->get_type, "TEST", "its driver");
    is($connection->get_library_version, 9000000, "the version of libvirt");
    like($connection->get_capabilities, qr/<capabilities>/, "its capabilities");
    ok($connection->is_alive, "it is alive");
    is($connection->get_node_info->{cpus}, 16, "the processors of the host");
};

subtest "Domains are listed and found" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    is_deeply([map { $_->get_name } $connection->list_all_domains], ["test"], "all of them");
    is_deeply([$connection->list_domain_ids(10)], [1], "by number");
    my $domain = $connection->get_domain_by_name("test");
    is($connection->get_domain_by_id(1)->get_uuid_string, $domain->get_uuid_string, "by its number");
    is($connection->get_domain_by_uuid($domain->get_uuid)->get_name, "test", "by its UUID");
};

subtest "A domain is defined, started and ended" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    my $domain = $connection->define_domain(document("client-perl"));
    ok(!$domain->is_active, "it does not run at first");
    is_deeply([$connection->list_defined_domain_names(10)], ["client-perl"], "it is listed");
    $domain->create;
    is($domain->get_info->{state}, Sys::Virt::Domain::STATE_RUNNING, "it runs");
    is($domain->get_info->{maxMem}, 8192, "it has its memory");
    $domain->suspend;
    is(($domain->get_state)[0], Sys::Virt::Domain::STATE_PAUSED, "it is paused");
    $domain->resume;
    $domain->destroy;
    ok(!$domain->is_active, "it is off");
    like($domain->get_xml_description, qr{<name>client-perl</name>}, "its document has its name");
    $domain->undefine;
    is($connection->num_of_defined_domains, 0, "it is gone");
};

subtest "Parameters go in and come back by name" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    my $domain = $connection->get_domain_by_name("test");
    $domain->set_memory_parameters({Sys::Virt::Domain::MEMORY_SOFT_LIMIT, 4096});
    is($domain->get_memory_parameters->{Sys::Virt::Domain::MEMORY_SOFT_LIMIT()}, 4096, "a limit");
};

subtest "Events are heard" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    my @heard;
    my $listener = $connection->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { my (undef, $domain, $event, $detail) = @_; push @heard, [$domain->get_name, $event, $detail]; });
    my $domain = $connection->define_domain(document("client-events"));
    $domain->create;
    $domain->destroy;
    $domain->undefine;
    deliver();
    is_deeply(\@heard, [
        ["client-events", Sys::Virt::Domain::EVENT_DEFINED, Sys::Virt::Domain::EVENT_DEFINED_ADDED],
        ["client-events", Sys::Virt::Domain::EVENT_STARTED, Sys::Virt::Domain::EVENT_STARTED_BOOTED],
        ["client-events", Sys::Virt::Domain::EVENT_STOPPED, Sys::Virt::Domain::EVENT_STOPPED_DESTROYED],
        ["client-events", Sys::Virt::Domain::EVENT_UNDEFINED, Sys::Virt::Domain::EVENT_UNDEFINED_REMOVED],
    ], "in their order");
    $connection->domain_event_deregister_any($listener);
    $connection->get_domain_by_name("test")->suspend;
    deliver();
    is(scalar @heard, 4, "and no more after that");
    $connection->get_domain_by_name("test")->resume;
};

subtest "A stream carries a picture" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    my $stream = $connection->new_stream;
    my $type = eval { $connection->get_domain_by_name("test")->screenshot($stream, 0) };
    plan skip_all => "screenshots are not served" if $@ && $@->code == Sys::Virt::Error::ERR_NO_SUPPORT;
    die $@ if $@;
    is($type, "image/png", "its type");
    my $picture = "";
    $stream->recv_all(sub { my (undef, $data, $size) = @_; $picture .= substr($data, 0, $size); return $size; });
    $stream->finish;
    is(substr($picture, 0, 8), "\x89PNG\r\n\x1a\n", "what it is");
};

subtest "Networks are defined, started and ended" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    is_deeply([$connection->list_network_names(10)], ["default"], "the one that is always there");
    my $network = $connection->define_network("<network><name>client-net</name></network>");
    $network->create;
    ok($network->is_active, "another runs");
    $network->destroy;
    $network->undefine;
    is($connection->num_of_networks, 1, "and is gone");
};

subtest "An error says what was wrong" => sub {
    my $connection = Sys::Virt->new(uri => $URI);
    my $error = failure(sub { $connection->get_domain_by_name("nobody") });
    isa_ok($error, "Sys::Virt::Error");
    is($error->code, Sys::Virt::Error::ERR_NO_DOMAIN, "its code");
    is($error->domain, Sys::Virt::Error::FROM_TEST, "who says so");
    like($error->message, qr/Domain not found/, "its words");
    is(failure(sub { $connection->define_domain("<nonsense/>") })->code, Sys::Virt::Error::ERR_XML_ERROR,
        "a document");
    my $domain = $connection->get_domain_by_name("test");
    $domain->destroy;
    is(failure(sub { $domain->destroy })->code, Sys::Virt::Error::ERR_OPERATION_INVALID, "a state");
    $domain->create;
    is(failure(sub { Sys::Virt->new(uri => "nosuch:///system") })->code, Sys::Virt::Error::ERR_NO_CONNECT, "a URI");
    my $reader = Sys::Virt->new(uri => $URI, readonly => 1);
    is(failure(sub { $reader->get_domain_by_name("test")->destroy })->code,
        29, "a change by somebody who may only read");    # the binding has no name for VIR_ERR_OPERATION_DENIED
};

done_testing();
